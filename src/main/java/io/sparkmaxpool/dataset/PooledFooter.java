package io.sparkmaxpool.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.tensor.DType;
import java.util.Optional;

/**
 * What the footer of a table that this program wrote says of its tensors.
 *
 * @param encoding how {@code pooled} looks, e.g. {@code "npy"}
 * @param dtype the elements' type as written; lists can show another
 */
record PooledFooter(String encoding, DType dtype) {
  private static final String KEY = "spark-maxpool";

  /**
   * Reads it.
   *
   * @return empty if another program wrote the file
   */
  static Optional<PooledFooter> of(ParquetFooter footer) throws MalformedRecordException {
    String text = footer.keyValues().get(KEY);
    if (text == null) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(text);
      return Optional.of(
          new PooledFooter(json.path("encoding").asText(), DType.of(json.path("dtype").asText())));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT, "%s: %s".formatted(KEY, ParquetFooter.reason(e)));
    }
  }
}
