package io.sparkmaxpool.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a label's member says: {@code .cls} an integer, {@code .json} a field, anything else a text.
 *
 * @param label the class index, or {@link InputFile#NO_LABEL}
 * @param name the class name, or null
 */
record SampleLabel(int label, String name) {
  /** No label. */
  static final SampleLabel NONE = new SampleLabel(InputFile.NO_LABEL, null);

  /** The most bytes of a member that is a label. */
  static final int LONGEST = 1 << 20;

  /** The field that names a class has the name of the one that counts it, and this. */
  private static final String NAME = "_name";

  private static final int MOST_SHOWN = 40;

  /** Python writes NaN and Infinity into what it calls JSON. */
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  /**
   * Reads a label.
   *
   * @param kind the last part of the member's extension
   * @param field of a JSON member, with dots for what is nested
   * @throws MalformedRecordException CORRUPT, with what is wrong and not where
   */
  static SampleLabel parse(byte[] bytes, String kind, String field)
      throws MalformedRecordException {
    return switch (kind) {
      case "cls" -> new SampleLabel(index(text(bytes).strip()), null);
      case "json" -> ofJson(bytes, field);
      default -> {
        String name = text(bytes).strip();
        yield name.isEmpty() ? NONE : new SampleLabel(InputFile.NO_LABEL, name);
      }
    };
  }

  private static SampleLabel ofJson(byte[] bytes, String field) throws MalformedRecordException {
    JsonNode document;
    try {
      document = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      // A limit of the parser's is told without a place.
      throw corrupt(
          e.getLocation() == null
              ? "is no JSON that is read: " + e.getOriginalMessage()
              : "is no JSON, byte %d".formatted(e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw corrupt("is no JSON: " + e.getMessage());
    }
    JsonNode label = at(document, field);
    JsonNode name = at(document, field + NAME);
    String named = name.isTextual() ? name.textValue() : null;
    if (label.isMissingNode() || label.isNull()) {
      return new SampleLabel(InputFile.NO_LABEL, named);
    }
    if (label.isTextual()) {
      return new SampleLabel(InputFile.NO_LABEL, label.textValue());
    }
    if (label.isIntegralNumber()) {
      return new SampleLabel(index(label.asText()), named);
    }
    throw corrupt(
        "has %s in field %s: an integer or a text is wanted"
            .formatted(shown(label.toString()), field));
  }

  private static JsonNode at(JsonNode document, String field) {
    JsonNode node = document;
    for (String name : field.split("\\.", -1)) {
      node = node.path(name);
    }
    return node;
  }

  private static int index(String text) throws MalformedRecordException {
    try {
      int index = Integer.parseInt(text);
      if (index >= 0) {
        return index;
      }
    } catch (NumberFormatException e) {
      // As for a negative one.
    }
    throw corrupt("has '%s': a label is from 0 to %d".formatted(shown(text), Integer.MAX_VALUE));
  }

  private static String text(byte[] bytes) throws MalformedRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw corrupt("is no UTF-8");
    }
  }

  private static String shown(String text) {
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
  }

  private static MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }
}
