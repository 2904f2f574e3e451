package io.sparkmaxpool.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.Layout;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.tensor.DType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One job, whole: what to read, how to pool, what to write. {@link JobSpecReader} makes them.
 *
 * @param input what is read
 * @param pool how it is pooled
 * @param output what is written
 * @param badRecords what becomes of records that fail
 * @param maxBadRatio the share of bad records, 0 to 1, above which the job fails
 * @param maxPixels the largest width times height of an image to decode
 */
public record JobSpec(
    InputSpec input,
    PoolSpec pool,
    OutputSpec output,
    BadRecordPolicy badRecords,
    double maxBadRatio,
    long maxPixels) {

  /** The same job, with the dtype and the footer that its input leads to. */
  JobSpec decided(DType dtype, Footer footer) {
    return new JobSpec(
        input, pool, output.decided(dtype, footer), badRecords, maxBadRatio, maxPixels);
  }

  /** The same job, with the format that its files show. */
  JobSpec of(DatasetFormat format) {
    return new JobSpec(
        new InputSpec(
            FormatChoice.of(format),
            input.paths(),
            input.splitSize(),
            input.layout(),
            input.options()),
        pool,
        output,
        badRecords,
        maxBadRatio,
        maxPixels);
  }

  /** The type of the table's elements, which must be {@link #decided}. */
  DType dtype() {
    return output.dtype().orElseThrow();
  }

  /** The table's footer, which must be {@link #decided}. */
  Footer footer() {
    return output
        .footer()
        .decided()
        .orElseThrow(() -> new IllegalStateException("the footer is not decided"));
  }

  /**
   * By the keys of a spec file and in their order: defaults filled in, sizes as {@code [height,
   * width]} and in bytes. Read again, it gives the same job.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> in = new LinkedHashMap<>();
    in.put("format", input.choice().label());
    in.put("path", input.paths());
    in.put("split-size", input.splitSize());
    in.put("layout", input.layout().map(Layout::name).orElse(null));
    in.put("options", input.options());

    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("input", in);
    spec.put("pool", pool.toMap());
    spec.put("output", output.toMap());
    spec.put("bad-records", badRecords.label());
    spec.put("max-bad-ratio", maxBadRatio);
    spec.put("max-pixels", maxPixels);
    return spec;
  }

  /** {@link #toMap} as one line of JSON. */
  public String toJson() {
    return json(toMap());
  }

  /** Maps, lists, texts and numbers as one line of JSON. */
  static String json(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be told as JSON: " + value, e);
    }
  }
}
