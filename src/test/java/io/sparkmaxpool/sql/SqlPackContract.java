package io.sparkmaxpool.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every pack of functions for tables without the jar does, on a table of ours. */
abstract class SqlPackContract {
  private static final float NAN = Float.NaN;

  /** Tensors of a table, by their keys. */
  private enum Given {
    COUNTED(
        new int[] {2, 3, 4},
        -3f,
        -2.5f,
        -2f,
        -1.5f,
        7f,
        -.5f,
        0f,
        .5f,
        1f,
        1.5f,
        2f,
        2.5f,
        3f,
        3.5f,
        4f,
        4.5f,
        5f,
        5.5f,
        6f,
        6.5f,
        -9f,
        7.5f,
        8f,
        8.5f),
    WITH_NAN(new int[] {2, 1, 2}, NAN, 1f, 3f, 4f),
    OF_ONE_PIXEL(new int[] {3, 1, 1}, .25f, .5f, -1f);

    private final int[] shape;
    private final float[] elements;

    Given(int[] shape, float... elements) {
      this.shape = shape;
      this.elements = elements;
    }

    float[] channel(int c) {
      int plane = shape[1] * shape[2];
      return Arrays.copyOfRange(elements, c * plane, (c + 1) * plane);
    }
  }

  @TempDir Path directory;

  /** The pack. */
  abstract Path pack();

  /** Runs the pack, and shows the Parquet files of a directory as the table {@code t}. */
  abstract void load(String pack, Path table) throws Exception;

  /** What expressions give of the row of a key, numbers as doubles, as text. */
  abstract List<String> values(List<String> expressions, String key) throws Exception;

  /** An element of a list, counted from 0. */
  abstract String element(String list, int index);

  /** A tensor of no elements. */
  abstract String nothing();

  @BeforeEach
  void writeTable() throws Exception {
    Path table = directory.resolve("table");
    StructType type =
        new StructType()
            .add("key", DataTypes.StringType, false)
            .add("elements", DataTypes.createArrayType(DataTypes.FloatType))
            .add("shape", DataTypes.createArrayType(DataTypes.IntegerType));
    SparkTest.session()
        .createDataFrame(
            Arrays.stream(Given.values())
                .map(given -> RowFactory.create(given.name(), given.elements, given.shape))
                .toList(),
            type)
        .selectExpr("key", "shape AS input_shape", "tensor(elements, shape) AS pooled")
        .write()
        .format("tensor-parquet")
        .save(table.toString());
    load(Files.readString(pack()), table);
  }

  @Test
  void everyElementIsAtItsPlaceFromBothEnds() throws Exception {
    for (Given given : Given.values()) {
      int[] shape = given.shape;
      Map<String, String> expected = new LinkedHashMap<>();
      int at = 0;
      for (int c = 0; c < shape[0]; c++) {
        for (int y = 0; y < shape[1]; y++) {
          for (int x = 0; x < shape[2]; x++) {
            String element = String.valueOf((double) given.elements[at++]);
            expected.put(at(c, y, x), element);
            expected.put(at(c - shape[0], y - shape[1], x - shape[2]), element);
          }
        }
      }
      assertThat(expected).hasSize(2 * given.elements.length);
      check(given, expected);
    }
  }

  private static String at(int c, int y, int x) {
    return "pooled_at(pooled, shape, %d, %d, %d)".formatted(c, y, x);
  }

  private void check(Given given, Map<String, String> expected) throws Exception {
    assertThat(values(List.copyOf(expected.keySet()), given.name()))
        .as("%s: %s", given, expected.keySet())
        .isEqualTo(List.copyOf(expected.values()));
  }

  @Test
  void anIndexOutOfRangeGivesNull() throws Exception {
    checkNull(
        at(2, 0, 0),
        at(-3, 0, 0),
        at(0, 3, 0),
        at(0, -4, 0),
        at(0, 0, 4),
        at(0, 0, -5),
        "pooled_at(pooled, shape, 0, NULL, 0)",
        "pooled_channel(pooled, shape, 2)",
        "pooled_channel(pooled, shape, -3)",
        "channel_min(pooled, shape, 2)",
        "channel_max(pooled, shape, -3)",
        "channel_mean(pooled, shape, 2)",
        "axis_index(0, 0)");
  }

  @Test
  void ofNoElementsAllIsNull() throws Exception {
    checkNull(
        "pooled_min(%s)".formatted(nothing()),
        "pooled_max(%s)".formatted(nothing()),
        "pooled_mean(%s)".formatted(nothing()));
  }

  private void checkNull(String... expressions) throws Exception {
    assertThat(values(List.of(expressions), Given.COUNTED.name()))
        .hasSize(expressions.length)
        .containsOnly("NULL");
  }

  @Test
  void wholeTensorsHaveTheirExtremesAndMeans() throws Exception {
    for (Given given : Given.values()) {
      check(
          given,
          Map.of(
              "pooled_min(pooled)", min(given.elements),
              "pooled_max(pooled)", max(given.elements),
              "pooled_mean(pooled)", mean(given.elements)));
    }
  }

  @Test
  void channelsHaveThemToo() throws Exception {
    for (Given given : Given.values()) {
      Map<String, String> expected = new LinkedHashMap<>();
      for (int c = 0; c < given.shape[0]; c++) {
        float[] channel = given.channel(c);
        for (int index : new int[] {c, c - given.shape[0]}) {
          String arguments = "(pooled, shape, %d)".formatted(index);
          expected.put("channel_min" + arguments, min(channel));
          expected.put("channel_max" + arguments, max(channel));
          expected.put("channel_mean" + arguments, mean(channel));
          String whole = "pooled_channel" + arguments;
          expected.put(element(whole, 0), String.valueOf((double) channel[0]));
          int last = channel.length - 1;
          expected.put(element(whole, last), String.valueOf((double) channel[last]));
          expected.put(element(whole, last + 1), "NULL");
        }
        String stats = element("channel_stats(pooled, shape)", c);
        expected.put(stats + ".channel", String.valueOf((double) c));
        expected.put(stats + ".min", min(channel));
        expected.put(stats + ".max", max(channel));
        expected.put(stats + ".mean", mean(channel));
      }
      expected.put(element("channel_stats(pooled, shape)", given.shape[0]), "NULL");
      check(given, expected);
    }
  }

  @Test
  void everyExampleOfThePackGivesWhatItSays() throws Exception {
    List<String> lines = Files.readAllLines(pack());
    List<String> functions = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("-- > SELECT ")) {
        String expression = lines.get(i).replaceAll("^-- > SELECT (.*);$", "$1");
        assertThat(shown(expression))
            .as(expression)
            .isEqualTo(lines.get(i + 1).replaceFirst("^-- +", ""));
        functions.add(expression.substring(0, expression.indexOf('(')));
      }
    }
    assertThat(functions)
        .containsExactly(
            "axis_index",
            "pooled_at",
            "pooled_channel",
            "pooled_min",
            "pooled_max",
            "pooled_mean",
            "channel_min",
            "channel_max",
            "channel_mean",
            "channel_stats");
  }

  @Test
  void noNameIsOneOfTheJars() throws IOException {
    for (SqlFunction function : SqlFunction.all()) {
      assertThat(Files.readString(pack())).doesNotContain(" " + function.sqlName() + "(");
    }
  }

  /** An expression's value as the engine shows it. */
  abstract String shown(String expression) throws Exception;

  /** A value as the expected ones are written. */
  static String text(Object value) {
    return value instanceof Number number
        ? String.valueOf(number.doubleValue())
        : value == null ? "NULL" : value.toString();
  }

  private static String min(float... elements) {
    double least = Double.POSITIVE_INFINITY;
    for (float element : elements) {
      least = Math.min(least, element);
    }
    return String.valueOf(least);
  }

  private static String max(float... elements) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float element : elements) {
      greatest = Math.max(greatest, element);
    }
    return String.valueOf(greatest);
  }

  private static String mean(float... elements) {
    double sum = 0;
    for (float element : elements) {
      sum += element;
    }
    return String.valueOf(sum / elements.length);
  }
}
