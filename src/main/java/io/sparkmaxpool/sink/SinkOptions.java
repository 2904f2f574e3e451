package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.parquet.Compression;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.sql.OptionValues;
import io.sparkmaxpool.tensor.DType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of the {@code tensor-parquet} format, named as in a job spec.
 *
 * @param path {@code path}: the table's directory
 * @param dtype {@code dtype}: what readers see, or null for the dtype of the tensors; float32 makes
 *     uint8 tensors value / 255
 * @param encoding {@code encoding}: array, nested, binary or npy; if not given, what the footer
 *     needs, or array
 * @param footer {@code footer}: arrow, hf or none
 * @param partitionBy {@code partition-by}: of label, label_name
 * @param compression {@code compression}: zstd, snappy, gzip, lz4 or uncompressed
 * @param rowGroupBytes {@code row-group-size}: in bytes, compressed
 * @param fileBytes {@code file-size}: in bytes, after which a task begins another file
 * @param badRecords {@code bad-records}: quarantine, drop or fail
 * @param maxBadRatio {@code max-bad-ratio}: a larger share of bad records writes no table
 * @param onlyNew {@code only-new}: fail at the commit if there is a table by then
 * @param commits {@code commits}: fail unless the table has had so many; {@link #ANY}, if not given
 * @param part {@code part}: all, batch or bad-records
 * @param inputs {@code inputs}: the name of the list of the files that were read, in the table's
 *     ledger; null if there is none
 * @param started {@code started}: when the run began, in milliseconds since 1970; now, if not given
 * @param parameters {@code parameters}: a JSON object for the footer key {@code spark-maxpool}
 * @param run {@code run}: JSON object whose entries {@code _run.json} begins with
 */
record SinkOptions(
    String path,
    DType dtype,
    Encoding encoding,
    Footer footer,
    List<String> partitionBy,
    Compression compression,
    long rowGroupBytes,
    long fileBytes,
    BadRecordPolicy badRecords,
    double maxBadRatio,
    boolean onlyNew,
    int commits,
    WritePart part,
    String inputs,
    long started,
    String parameters,
    String run)
    implements Serializable {
  /** Any number of commits. */
  static final int ANY = -1;

  private static final Set<String> PARTITION_COLUMNS = Set.of("label", "label_name");
  private static final Set<String> KNOWN =
      Set.of(
          "path",
          "dtype",
          "encoding",
          "footer",
          "partition-by",
          "compression",
          "row-group-size",
          "file-size",
          "bad-records",
          "max-bad-ratio",
          "only-new",
          "commits",
          "part",
          "inputs",
          "started",
          "parameters",
          "run");
  private static final long ROW_GROUP_BYTES = 128L << 20;
  private static final long FILE_BYTES = 512L << 20;

  /** The list of inputs, if there is one. */
  Optional<String> inputList() {
    return Optional.ofNullable(inputs);
  }

  static SinkOptions of(CaseInsensitiveStringMap options) {
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "tensor-parquet: unknown option %s; known are %s"
              .formatted(unknown.iterator().next(), new TreeSet<>(KNOWN)));
    }
    String path = options.get("path");
    if (path == null) {
      throw new IllegalArgumentException("tensor-parquet: option path is missing");
    }
    Footer footer = word(options, "footer", Footer.values(), Footer::label, Footer.NONE);
    return new SinkOptions(
        path,
        options.containsKey("dtype") ? DType.of(options.get("dtype")) : null,
        word(
            options,
            "encoding",
            Encoding.values(),
            Encoding::label,
            footer.encoding().orElse(Encoding.ARRAY)),
        footer,
        partitionBy(options.getOrDefault("partition-by", "")),
        word(options, "compression", Compression.values(), Compression::label, Compression.ZSTD),
        OptionValues.positive(options, "row-group-size", ROW_GROUP_BYTES),
        OptionValues.positive(options, "file-size", FILE_BYTES),
        word(
            options,
            "bad-records",
            BadRecordPolicy.values(),
            BadRecordPolicy::label,
            BadRecordPolicy.QUARANTINE),
        ratio(options.getOrDefault("max-bad-ratio", "1.0")),
        options.getBoolean("only-new", false),
        options.getInt("commits", ANY),
        word(options, "part", WritePart.values(), WritePart::label, WritePart.ALL),
        options.get("inputs"),
        OptionValues.positive(options, "started", System.currentTimeMillis()),
        jsonObject(options, "parameters"),
        jsonObject(options, "run"));
  }

  private static <E extends Enum<E>> E word(
      CaseInsensitiveStringMap options,
      String key,
      E[] values,
      Function<E, String> label,
      E byDefault) {
    String text = options.get(key);
    if (text == null) {
      return byDefault;
    }
    for (E value : values) {
      if (label.apply(value).equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "option %s: '%s' is none of %s"
            .formatted(key, text, Arrays.stream(values).map(label).toList()));
  }

  private static List<String> partitionBy(String text) {
    List<String> columns = new ArrayList<>();
    for (String column : text.split(",", -1)) {
      String name = column.strip();
      if (name.isEmpty()) {
        continue;
      }
      if (!PARTITION_COLUMNS.contains(name) || columns.contains(name)) {
        throw new IllegalArgumentException(
            "option partition-by: '%s' is not a list of label and label_name".formatted(text));
      }
      columns.add(name);
    }
    return List.copyOf(columns);
  }

  /** Checked here, since the report is made when an older table is gone already. */
  private static String jsonObject(CaseInsensitiveStringMap options, String key) {
    String text = options.getOrDefault(key, "{}");
    try {
      if (new ObjectMapper().readTree(text).isObject()) {
        return text;
      }
    } catch (JsonProcessingException e) {
      // Told below, with the rule.
    }
    throw new IllegalArgumentException("option %s: '%s' is not a JSON object".formatted(key, text));
  }

  private static double ratio(String text) {
    try {
      double value = Double.parseDouble(text.strip());
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the rule.
    }
    throw new IllegalArgumentException(
        "option max-bad-ratio: '%s' is not a number from 0 to 1".formatted(text));
  }
}
