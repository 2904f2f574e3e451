package io.sparkmaxpool.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The {@code arrow.fixed_shape_tensor} of a column, as the Arrow schema in a Parquet footer tells
 * it.
 *
 * @param stored extents in the order of the elements
 * @param permutation for each axis of the tensor, which of the stored ones it is
 */
record ArrowTensors(List<Integer> stored, List<Integer> permutation) {
  private static final String SCHEMA_KEY = "ARROW:schema";
  private static final int CONTINUATION = -1;

  /**
   * The tensor type of a column.
   *
   * @return empty if it has none
   * @throws MalformedRecordException if the schema or the type's parameters are rotten
   */
  static Optional<ArrowTensors> of(ParquetFooter footer, List<String> path)
      throws MalformedRecordException {
    String encoded = footer.keyValues().get(SCHEMA_KEY);
    if (encoded == null) {
      return Optional.empty();
    }
    Optional<Field> field = field(schema(encoded).getFields(), path, 0);
    if (field.isEmpty()
        || !"arrow.fixed_shape_tensor"
            .equals(field.get().getMetadata().get("ARROW:extension:name"))) {
      return Optional.empty();
    }
    String parameters = field.get().getMetadata().get("ARROW:extension:metadata");
    try {
      JsonNode json = new ObjectMapper().readTree(parameters == null ? "" : parameters);
      List<Integer> stored = ints(json.path("shape"));
      List<Integer> permutation =
          json.hasNonNull("permutation")
              ? ints(json.path("permutation"))
              : IntStream.range(0, stored.size()).boxed().toList();
      List<Integer> sorted = permutation.stream().sorted().toList();
      if (stored.isEmpty()
          || stored.stream().anyMatch(extent -> extent < 0)
          || !sorted.equals(IntStream.range(0, stored.size()).boxed().toList())) {
        throw malformed("the tensor type of column %s is %s".formatted(path, parameters));
      }
      return Optional.of(new ArrowTensors(stored, permutation));
    } catch (JsonProcessingException e) {
      throw malformed("the tensor type of column %s is %s".formatted(path, parameters));
    }
  }

  private static Schema schema(String encoded) throws MalformedRecordException {
    try {
      byte[] message = Base64.getDecoder().decode(encoded);
      ByteBuffer start = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
      int length = start.getInt();
      length = length == CONTINUATION ? start.getInt() : length;
      // Arrow would allocate what it says.
      if (length < 0 || length > start.remaining()) {
        throw malformed("%s says %d bytes of %d".formatted(SCHEMA_KEY, length, message.length));
      }
      return Schema.deserializeMessage(ByteBuffer.wrap(message));
    } catch (RuntimeException e) {
      throw malformed("%s: %s".formatted(SCHEMA_KEY, ParquetFooter.reason(e)));
    }
  }

  private static Optional<Field> field(List<Field> fields, List<String> path, int depth) {
    return fields.stream()
        .filter(field -> field.getName().equals(path.get(depth)))
        .findFirst()
        .flatMap(
            field ->
                depth == path.size() - 1
                    ? Optional.of(field)
                    : field(field.getChildren(), path, depth + 1));
  }

  private static List<Integer> ints(JsonNode list) throws MalformedRecordException {
    for (JsonNode each : list) {
      if (!each.isInt()) {
        throw malformed("a tensor type has %s for a number".formatted(each));
      }
    }
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).intValue()).toList();
  }

  /** The tensor's own extents. */
  List<Integer> extents() {
    return permutation.stream().map(stored::get).toList();
  }

  private static MalformedRecordException malformed(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }
}
