package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.sparkmaxpool.dataset.BadRecord;
import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.NormType;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.source.ImageSchema;
import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The query between source and table: images in, pooled tensors or the reason why not out. */
final class PoolQuery {
  private PoolQuery() {}

  /**
   * The rows that the table's format takes, of an image source's rows.
   *
   * @param content what they hold
   * @param asked the type that the user asked for
   * @param spec the job, decided
   */
  static Dataset<Row> of(
      Dataset<Row> images, FileRecords.Content content, Optional<DType> asked, JobSpec spec) {
    Column tensor = col(ImageSchema.IMAGE);
    List<Column> columns = new ArrayList<>();
    columns.add(col(ImageSchema.KEY));
    columns.add(col(ImageSchema.LABEL));
    columns.add(col(ImageSchema.LABEL_NAME));
    columns.add(tensor.getField("shape").as("input_shape"));
    String function = "try_" + spec.pool().op().function();
    if (spec.pool().returnIndices()) {
      Column both = pool(function + "_with_indices", tensor, spec.pool());
      columns.add(both.getField("values").as("pooled"));
      columns.add(both.getField("indices").as("indices"));
    } else {
      columns.add(pool(function, tensor, spec.pool()).as("pooled"));
    }
    columns.add(
        coalesce(col(ImageSchema.BAD_RECORD), misfit(tensor, spec.pool()))
            .as(ImageSchema.BAD_RECORD));
    return converted(images, content, asked, spec).select(columns.toArray(new Column[0]));
  }

  /**
   * What is pooled, as {@code image}: arrays are cast before, if so asked; images become float32
   * before or after. A step of its own, so that it is done once and not for each column that is
   * made of it.
   */
  private static Dataset<Row> converted(
      Dataset<Row> images, FileRecords.Content content, Optional<DType> asked, JobSpec spec) {
    Column image = col(ImageSchema.IMAGE);
    Column tensor =
        switch (content) {
          case ARRAYS ->
              asked
                  .map(dtype -> call_function("tensor_cast", image, lit(dtype.label())))
                  .orElse(image);
          case IMAGES -> isConvertedFirst(spec) ? call_function("to_tensor", image) : image;
        };
    return images.select(
        col(ImageSchema.KEY),
        col(ImageSchema.LABEL),
        col(ImageSchema.LABEL_NAME),
        tensor.as(ImageSchema.IMAGE),
        col(ImageSchema.BAD_RECORD),
        col(ImageSchema.LENGTH));
  }

  /**
   * Whether images become float32 before they are pooled, and not after: where the order makes a
   * difference, since averages are of floats and an empty window has the lowest value of its type,
   * or where there is no other, as PyTorch adapts only floats.
   */
  static boolean isConvertedFirst(JobSpec spec) {
    boolean anyOrder =
        spec.pool().operation() instanceof MaxPool2d max && !max.params().canHaveEmptyWindows();
    return spec.dtype() == DType.FLOAT32 && !anyOrder;
  }

  /** Why an image cannot be pooled, or null. */
  private static Column misfit(Column tensor, PoolSpec pool) {
    Column message = pool(pool.op().function() + "_error", tensor, pool);
    return when(
        message.isNotNull(),
        struct(
            lit(BadRecord.Stage.POOL.label()).as("stage"),
            lit(BadRecord.Fault.TOO_SMALL.label()).as("error"),
            message.as("message"),
            col(ImageSchema.LENGTH).as("length"),
            tensor.getField("shape").as("input_shape")));
  }

  /** A call of a pooling's function with the parameters of a spec. */
  private static Column pool(String function, Column tensor, PoolSpec pool) {
    List<Column> arguments = new ArrayList<>();
    arguments.add(tensor);
    for (String parameter : pool.op().parameters()) {
      arguments.add(
          switch (parameter) {
            case "kernel-size" -> pair(pool.requiredKernelSize());
            case "stride" -> pair(pool.strideOrKernelSize());
            case "padding" -> pair(pool.padding());
            case "dilation" -> pair(pool.dilation());
            case "ceil-mode" -> lit(pool.ceilMode());
            case "count-include-pad" -> lit(pool.countIncludePad());
            case "divisor-override" -> lit(pool.divisorOverride().orElse(null));
            case "norm-type" -> norm(pool.normType().orElseThrow());
            case "output-size" -> size(pool.outputSize().orElseThrow());
            default -> throw new IllegalStateException("no such parameter: " + parameter);
          });
    }
    return call_function(function, arguments.toArray(new Column[0]));
  }

  /** A size as an argument of a function. */
  static Column pair(Size2d size) {
    return array(lit(size.height()), lit(size.width()));
  }

  private static Column size(OutputSize2d size) {
    return array(lit(size.height()), lit(size.width()));
  }

  private static Column norm(NormType norm) {
    return norm.isWhole() ? lit((int) norm.value()) : lit(norm.value());
  }
}
