package io.sparkmaxpool.job;

import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.tensor.DType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One unpooling: which table to read, and what to write. The parameters of the pooling it undoes
 * are in the table.
 *
 * @param input a table that was written with indices, a Hadoop path
 * @param outputSize of every plane; absent means that of the image that was pooled
 * @param output what is written
 * @param badRecords what becomes of records that fail
 * @param maxBadRatio the share of bad records, 0 to 1, above which the job fails
 */
public record UnpoolSpec(
    String input,
    Optional<Size2d> outputSize,
    OutputSpec output,
    BadRecordPolicy badRecords,
    double maxBadRatio) {

  /**
   * Reads a spec from a file.
   *
   * @param file YAML 1.2 in UTF-8, on the local file system; its path as given is in the messages
   * @param overrides the texts given for a key's option, one for each time it was given
   * @throws InvalidSpecException naming every mistake
   */
  public static UnpoolSpec read(Path file, Map<SpecKey<?>, List<String>> overrides) {
    return of(
        SpecValues.of(
            SpecValues.textOf(file), file.toString(), "unpool", SpecKey.unpool(), overrides));
  }

  /**
   * Makes a spec of options alone.
   *
   * @throws InvalidSpecException naming every mistake
   */
  public static UnpoolSpec read(Map<SpecKey<?>, List<String>> overrides) {
    return of(SpecValues.of(SpecKey.unpool(), overrides));
  }

  private static UnpoolSpec of(SpecValues values) {
    values.checkOutput();
    refuse(
        values,
        SpecKey.INPUT_PATH,
        values.find(SpecKey.INPUT_PATH).filter(paths -> paths.size() > 1).isPresent(),
        "one table is wanted");
    refuse(
        values,
        SpecKey.OUTPUT_SIZE,
        values.find(SpecKey.OUTPUT_SIZE).filter(size -> !size.isFixed()).isPresent(),
        "an int or [height, width] is wanted");
    refuse(
        values,
        SpecKey.MODE,
        values.find(SpecKey.MODE).equals(Optional.of(WriteMode.APPEND)),
        "unpool writes whole tables: error-if-exists, overwrite or ignore is wanted");
    values.mistakes().throwIfAny();
    return new UnpoolSpec(
        values.value(SpecKey.INPUT_PATH).get(0),
        values.find(SpecKey.OUTPUT_SIZE).map(size -> new Size2d(size.height(), size.width())),
        values.output(),
        values.value(SpecKey.BAD_RECORDS),
        values.value(SpecKey.MAX_BAD_RATIO));
  }

  private static void refuse(SpecValues values, SpecKey<?> key, boolean wrong, String rule) {
    if (wrong) {
      values.refuse(key, rule);
    }
  }

  /** The spec as resolved, by the keys of a spec file and in their order. */
  Map<String, Object> toMap(DType dtype, Footer footer) {
    Map<String, Object> pool = new LinkedHashMap<>();
    pool.put("output-size", outputSize.map(PoolSpec::pair).orElse(null));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("input", Map.of("path", input));
    spec.put("pool", pool);
    spec.put("output", output.decided(dtype, footer).toMap());
    spec.put("bad-records", badRecords.label());
    spec.put("max-bad-ratio", maxBadRatio);
    return spec;
  }
}
