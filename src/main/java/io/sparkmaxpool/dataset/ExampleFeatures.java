package io.sparkmaxpool.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of one {@code tf.train.Example} that are wanted, found where they lie in its bytes;
 * the others are passed by. As protobuf has it, of features of one name the last counts.
 */
final class ExampleFeatures {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** As many of a record's features as a message names, and as much of each name. */
  private static final int NAMED = 6;

  private static final int LONGEST_NAME = 60;

  private static final Kind[] KINDS = Kind.values();

  /** What a feature's values are, in the order of their fields' numbers. */
  enum Kind {
    BYTES("a bytes list"),
    FLOATS("a float list"),
    INTS("an int64 list");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** A feature that is wanted, and where the record that was parsed last has it. */
  static final class Feature {
    private final byte[] name;
    private boolean isThere;
    private Kind kind;
    private int start;
    private int end;

    private Feature(String name) {
      this.name = name.getBytes(StandardCharsets.UTF_8);
    }

    /** What its values are; null where it has none. */
    Kind kind() {
      return kind;
    }

    /** Bytes that its values take in the record. */
    int bytes() {
      return kind == null ? 0 : end - start;
    }

    @Override
    public String toString() {
      return "feature '%s'".formatted(new String(name, StandardCharsets.UTF_8));
    }
  }

  private final Map<String, Feature> wanted = new LinkedHashMap<>();
  private Feature[] features = {};
  private final ProtoFields example = new ProtoFields();
  private final ProtoFields entries = new ProtoFields();
  private final ProtoFields entry = new ProtoFields();
  private final ProtoFields lists = new ProtoFields();
  private final ProtoFields values = new ProtoFields();
  private final ProtoFields packed = new ProtoFields();
  private final int[] nameStarts = new int[NAMED];
  private final int[] nameEnds = new int[NAMED];
  private final long[] one = new long[1];
  private byte[] data = {};
  private int count;
  private int valueStart;
  private int valueEnd;

  /** Wants features, from now on; those of the same name are the same. */
  List<Feature> want(List<String> names) {
    List<Feature> found = new ArrayList<>();
    for (String name : names) {
      found.add(wanted.computeIfAbsent(name, Feature::new));
    }
    features = wanted.values().toArray(new Feature[0]);
    return List.copyOf(found);
  }

  /**
   * Finds the features of a record.
   *
   * @param message not copied: it is read as long as this record's features are
   */
  void parse(byte[] message, int length) throws MalformedRecordException {
    data = message;
    count = 0;
    for (Feature feature : features) {
      feature.isThere = false;
    }
    example.over(message, 0, length);
    while (example.next()) {
      if (example.is(1, ProtoFields.LENGTH)) {
        entries.over(message, example.start(), example.end());
        while (entries.next()) {
          if (entries.is(1, ProtoFields.LENGTH)) {
            parseEntry();
          }
        }
      }
    }
  }

  private void parseEntry() throws MalformedRecordException {
    int nameStart = 0;
    int nameEnd = 0;
    int start = 0;
    int end = 0;
    entry.over(data, entries.start(), entries.end());
    while (entry.next()) {
      if (entry.is(1, ProtoFields.LENGTH)) {
        nameStart = entry.start();
        nameEnd = entry.end();
      } else if (entry.is(2, ProtoFields.LENGTH)) {
        start = entry.start();
        end = entry.end();
      }
    }
    if (count < NAMED) {
      nameStarts[count] = nameStart;
      nameEnds[count] = nameEnd;
    }
    count++;
    for (Feature feature : features) {
      if (feature.name.length == nameEnd - nameStart
          && Arrays.equals(feature.name, 0, feature.name.length, data, nameStart, nameEnd)) {
        parseFeature(feature, start, end);
      }
    }
  }

  /** Finds the list of a feature: of lists of several kinds the last one, with all its parts. */
  private void parseFeature(Feature feature, int start, int end) throws MalformedRecordException {
    feature.isThere = true;
    feature.kind = null;
    feature.end = end;
    lists.over(data, start, end);
    while (lists.next()) {
      int number = lists.number();
      if (lists.wireType() == ProtoFields.LENGTH && number <= KINDS.length) {
        Kind kind = KINDS[number - 1];
        if (feature.kind != kind) {
          feature.kind = kind;
          feature.start = lists.tagAt();
        }
      }
    }
  }

  /** The first of some features that the record has; null if it has none of them. */
  Feature first(List<Feature> some) {
    for (int i = 0; i < some.size(); i++) {
      if (some.get(i).isThere) {
        return some.get(i);
      }
    }
    return null;
  }

  /** How many values a feature has. */
  int count(Feature feature) throws MalformedRecordException {
    int found = 0;
    begin(feature);
    while (nextValues(feature)) {
      switch (values.wireType()) {
        case ProtoFields.LENGTH -> {
          switch (feature.kind) {
            case BYTES -> found++;
            case FLOATS -> found += packedFloats() / Float.BYTES;
            case INTS -> {
              for (int i = values.start(); i < values.end(); i++) {
                found += data[i] >= 0 ? 1 : 0;
              }
            }
          }
        }
        default -> found++;
      }
    }
    return found;
  }

  /**
   * Copies the values of a feature of numbers, little-endian: float32 or int64.
   *
   * @param target has room for {@link #count} of them
   */
  void copy(Feature feature, byte[] target) throws MalformedRecordException {
    int to = 0;
    begin(feature);
    while (nextValues(feature)) {
      if (feature.kind == Kind.FLOATS) {
        int bytes = values.wireType() == ProtoFields.LENGTH ? packedFloats() : Float.BYTES;
        System.arraycopy(data, values.start(), target, to, bytes);
        to += bytes;
      } else if (values.wireType() == ProtoFields.VARINT) {
        LONGS.set(target, to, values.value());
        to += Long.BYTES;
      } else {
        packed.over(data, values.start(), values.end());
        while (!packed.isAtEnd()) {
          LONGS.set(target, to, packed.varint());
          to += Long.BYTES;
        }
      }
    }
  }

  /**
   * Reads the values of a feature of integers, which are few; returns how many.
   *
   * @param target has room for as many as there may be
   */
  int ints(Feature feature, long[] target) throws MalformedRecordException {
    require(feature, Kind.INTS);
    int found = 0;
    begin(feature);
    while (nextValues(feature)) {
      if (values.wireType() == ProtoFields.VARINT) {
        found = add(feature, values.value(), target, found);
      } else {
        packed.over(data, values.start(), values.end());
        while (!packed.isAtEnd()) {
          found = add(feature, packed.varint(), target, found);
        }
      }
    }
    return found;
  }

  private static int add(Feature feature, long value, long[] target, int found)
      throws MalformedRecordException {
    if (found == target.length) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT, "%s has more than %d values".formatted(feature, target.length));
    }
    target[found] = value;
    return found + 1;
  }

  /** The one value of a feature of integers. */
  long integer(Feature feature) throws MalformedRecordException {
    if (ints(feature, one) == 0) {
      throw notOne(feature, 0);
    }
    return one[0];
  }

  /** Finds the one value of a feature of bytes, for {@link #valueStart} and {@link #valueEnd}. */
  void findBytes(Feature feature) throws MalformedRecordException {
    require(feature, Kind.BYTES);
    int found = 0;
    begin(feature);
    while (nextValues(feature)) {
      valueStart = values.start();
      valueEnd = values.end();
      found++;
    }
    if (found != 1) {
      throw notOne(feature, found);
    }
  }

  /** Where the bytes that were found last begin. */
  int valueStart() {
    return valueStart;
  }

  /** Where the bytes that were found last end. */
  int valueEnd() {
    return valueEnd;
  }

  /** The bytes that were found last, as a text. */
  String text() {
    return new String(data, valueStart, valueEnd - valueStart, StandardCharsets.UTF_8);
  }

  /** The features that the record has, the first few by name, for a person. */
  String names() {
    if (count == 0) {
      return "it has no features";
    }
    StringBuilder names = new StringBuilder("it has ");
    for (int i = 0; i < Math.min(count, NAMED); i++) {
      int length = Math.min(LONGEST_NAME, nameEnds[i] - nameStarts[i]);
      names
          .append(i == 0 ? "" : ", ")
          .append(new String(data, nameStarts[i], length, StandardCharsets.UTF_8));
    }
    return count > NAMED
        ? names.append(" and %d more".formatted(count - NAMED)).toString()
        : names.toString();
  }

  private void begin(Feature feature) {
    lists.over(data, feature.start, feature.kind == null ? feature.start : feature.end);
    values.over(data, 0, 0);
  }

  /** Goes to the next field with values of a feature: one of them, or all of a packed list. */
  private boolean nextValues(Feature feature) throws MalformedRecordException {
    while (true) {
      while (values.next()) {
        if (values.number() == 1 && hasValues(feature.kind)) {
          return true;
        }
      }
      do {
        if (!lists.next()) {
          return false;
        }
      } while (!lists.is(feature.kind.ordinal() + 1, ProtoFields.LENGTH));
      values.over(data, lists.start(), lists.end());
    }
  }

  private boolean hasValues(Kind kind) {
    return values.wireType() == ProtoFields.LENGTH
        || kind == Kind.FLOATS && values.wireType() == ProtoFields.FIXED32
        || kind == Kind.INTS && values.wireType() == ProtoFields.VARINT;
  }

  private int packedFloats() throws MalformedRecordException {
    int bytes = values.end() - values.start();
    if (bytes % Float.BYTES != 0) {
      throw values.corrupt("a packed float list of %d bytes".formatted(bytes));
    }
    return bytes;
  }

  private static void require(Feature feature, Kind kind) throws MalformedRecordException {
    if (feature.kind != kind) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s is %s: %s is wanted"
              .formatted(feature, feature.kind == null ? "empty" : feature.kind, kind));
    }
  }

  private static MalformedRecordException notOne(Feature feature, int found) {
    return new MalformedRecordException(
        BadRecord.Fault.UNSUPPORTED, "%s has %d values: one is wanted".formatted(feature, found));
  }
}
