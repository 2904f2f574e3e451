package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;

import io.sparkmaxpool.preview.PreviewRecord;
import io.sparkmaxpool.preview.TableFacts.ClassOf;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Some records of a table, for a person to look at: as many of each class as of the others, as far
 * as it has them, or of all classes together; the first in the order of file and ordinal. Keys and
 * labels are read of the whole table, tensors only of the files that have the chosen records.
 */
final class PreviewSample {
  /** Larger ones are left out: records come to the driver one by one, and are held there. */
  private static final long MOST_ELEMENTS = 1L << 26;

  private static final String FILE_OF_TABLE = "_metadata.file_path";
  private static final Column CLASS =
      expr("coalesce(label_name, cast(label AS string))").as("class");
  private static final Column FILE = regexp_replace(col("key"), "#[0-9]+$", "");
  private static final Column ORDINAL =
      expr("try_cast(regexp_extract(key, '#([0-9]+)$', 1) AS bigint)");

  /** By file, then by ordinal. */
  static final Column[] KEYS_IN_ORDER = {FILE, ORDINAL};

  private static final Column[] CLASSES_IN_ORDER = {
    col("label").asc_nulls_last(), CLASS, FILE, ORDINAL
  };

  /** Takes the records of a sample, one by one. */
  @FunctionalInterface
  interface Taker {
    void take(PreviewRecord record) throws IOException;
  }

  /** A chosen record, and the file of the table that has it. */
  private record Chosen(String key, String file) {}

  private final PooledTable table;
  private final RunInputs inputs;
  private final List<ClassOf> classes;
  private final List<Chosen> chosen;
  private final Column[] order;

  private PreviewSample(
      PooledTable table,
      RunInputs inputs,
      List<ClassOf> classes,
      List<Chosen> chosen,
      Column[] order) {
    this.table = table;
    this.inputs = inputs;
    this.classes = classes;
    this.chosen = chosen;
    this.order = order;
  }

  /**
   * Chooses the first records, whatever their classes, which are not looked at.
   *
   * @param most how many at most
   */
  static PreviewSample first(PooledTable table, RunInputs inputs, int most) {
    List<Chosen> chosen = new ArrayList<>();
    for (Row row :
        small(table)
            .orderBy(KEYS_IN_ORDER)
            .limit(most)
            .select(col("key"), col(FILE_OF_TABLE))
            .collectAsList()) {
      chosen.add(new Chosen(row.getString(0), row.getString(1)));
    }
    return new PreviewSample(table, inputs, List.of(), chosen, KEYS_IN_ORDER);
  }

  /**
   * Chooses records of each class.
   *
   * @param most how many at most
   */
  static PreviewSample of(PooledTable table, RunInputs inputs, int most) {
    List<ClassOf> classes = new ArrayList<>();
    for (Row row :
        table
            .rows()
            .groupBy(CLASS)
            .agg(count(lit(1)).as("records"), min("label").as("label"))
            .orderBy(col("label").asc_nulls_last(), col("class"))
            .collectAsList()) {
      classes.add(new ClassOf(Optional.ofNullable(row.getString(0)), row.getLong(1)));
    }
    return new PreviewSample(
        table, inputs, classes, choose(table, classes, most), CLASSES_IN_ORDER);
  }

  /**
   * How many of each class: one of each, then another of each that has one, until there are enough.
   */
  static List<Integer> shares(List<ClassOf> classes, int most) {
    int[] shares = new int[classes.size()];
    int left = most;
    boolean grows = true;
    while (left > 0 && grows) {
      grows = false;
      for (int i = 0; i < shares.length && left > 0; i++) {
        if (shares[i] < classes.get(i).records()) {
          shares[i]++;
          left--;
          grows = true;
        }
      }
    }
    List<Integer> list = new ArrayList<>();
    for (int share : shares) {
      list.add(share);
    }
    return list;
  }

  private static List<Chosen> choose(PooledTable table, List<ClassOf> classes, int most) {
    List<Integer> shares = shares(classes, most);
    Map<String, Integer> left = new HashMap<>();
    for (int i = 0; i < shares.size(); i++) {
      left.put(classes.get(i).label().orElse(null), shares.get(i));
    }
    WindowSpec inClass = Window.partitionBy(CLASS).orderBy(KEYS_IN_ORDER);
    List<Chosen> chosen = new ArrayList<>();
    for (Row row :
        small(table)
            .select(
                CLASS,
                col("key"),
                col(FILE_OF_TABLE).as("file"),
                row_number().over(inClass).as("place"))
            .where(col("place").leq(Collections.max(shares)))
            .orderBy(col("class"), col("place"))
            .collectAsList()) {
      if (left.merge(row.getString(0), -1, Integer::sum) >= 0) {
        chosen.add(new Chosen(row.getString(1), row.getString(2)));
      }
    }
    return chosen;
  }

  private static Dataset<Row> small(PooledTable table) {
    return table.rows().where(largerOf("input_shape", "shape").leq(MOST_ELEMENTS));
  }

  private static Column largerOf(String shape, String other) {
    return expr("greatest(%s, %s)".formatted(elements(shape), elements(other)));
  }

  private static String elements(String shape) {
    return "%1$s[0] * bigint(%1$s[1]) * %1$s[2]".formatted(shape);
  }

  /** All classes of the table, by label; none where the sample is not by class. */
  List<ClassOf> classes() {
    return classes;
  }

  /** How many records of the table are too large to be chosen. */
  long tooLarge() {
    return table.rows().where(largerOf("input_shape", "shape").gt(MOST_ELEMENTS)).count();
  }

  /** What to say of records that are too large. */
  Optional<String> note() {
    long tooLarge = tooLarge();
    return tooLarge == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d with more than %,d values are left out.",
                tooLarge,
                MOST_ELEMENTS));
  }

  /** How many were chosen. */
  int size() {
    return chosen.size();
  }

  /** Hands over the records in order, class by class if it is by class. */
  void forEach(Taker taker) throws IOException {
    Iterator<Row> rows =
        table
            .rows()
            .where(
                col(FILE_OF_TABLE)
                    .isin(chosen.stream().map(Chosen::file).distinct().toArray())
                    .and(col("key").isin(chosen.stream().map(Chosen::key).toArray())))
            .orderBy(order)
            .select(col("key"), CLASS, col("input_shape"), table.tensors().as("output"))
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      Shape inputShape = shape(row, 2);
      Tensor output = output(row.getStruct(3));
      taker.take(
          new PreviewRecord(
              row.getString(0),
              Optional.ofNullable(row.getString(1)),
              inputShape,
              inputs.find(row.getString(0), inputShape, output).orElse(null),
              output));
    }
  }

  private Tensor output(Row row) {
    return Tensor.of(DType.of(row.getString(0)), shape(row, 1), row.<byte[]>getAs(2))
        .to(table.dtype());
  }

  private static Shape shape(Row row, int column) {
    return Shape.of(row.<Integer>getList(column).stream().mapToInt(Integer::intValue).toArray());
  }
}
