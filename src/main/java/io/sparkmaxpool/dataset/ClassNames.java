package io.sparkmaxpool.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.IntStream;

/** The names of the classes of a label column, as Hugging Face {@code datasets} tells them. */
final class ClassNames {
  private static final String KEY = "huggingface";

  private ClassNames() {}

  /** The names by label; none where the footer does not tell them. */
  static List<String> of(ParquetFooter footer, List<String> label) throws MalformedRecordException {
    String text = footer.keyValues().get(KEY);
    if (text == null || label.isEmpty()) {
      return List.of();
    }
    try {
      JsonNode feature = new ObjectMapper().readTree(text).path("info").path("features");
      for (String name : label) {
        feature = feature.path(name);
      }
      JsonNode names = feature.path("names");
      // Older versions have an object with the numbers as keys.
      return IntStream.range(0, names.size())
          .mapToObj(i -> names.isArray() ? names.path(i) : names.path(Integer.toString(i)))
          .map(JsonNode::asText)
          .toList();
    } catch (JsonProcessingException e) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT, "%s: %s".formatted(KEY, ParquetFooter.reason(e)));
    }
  }
}
