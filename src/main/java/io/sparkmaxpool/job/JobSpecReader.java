package io.sparkmaxpool.job;

import io.sparkmaxpool.job.Written.Kind;
import io.sparkmaxpool.job.Written.Place;
import io.sparkmaxpool.parquet.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a {@link JobSpec} of a YAML file and of options, which win; either may be absent.
 *
 * <p>All mistakes are told at once, a line each: {@code <file>:<line>: <key>: <value>: <rule>}, or
 * {@code <option>: <value>: <rule>}. A {@code null} means the default; an option's entries of
 * {@code input.options} are added to the file's.
 *
 * <pre>{@code
 * JobSpec spec =
 *     JobSpecReader.read(
 *         Path.of("jobs/cifar10-maxpool.yaml"), Map.of(SpecKey.KERNEL_SIZE, List.of("2")));
 * spec.pool().kernelSize();   // Optional[2]
 * }</pre>
 */
public final class JobSpecReader {
  private final Mistakes mistakes = new Mistakes();
  private final Map<SpecKey<?>, Written> written = new HashMap<>();
  private final Map<SpecKey<?>, Object> values = new HashMap<>();

  /** Starts the line of a missing key: the file's name, where there is a file. */
  private final String prefix;

  private JobSpecReader(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Reads a spec from a file.
   *
   * @param file YAML 1.2 in UTF-8, on the local file system; its path as given is in the messages
   * @param overrides the texts given for a key's option, one for each time it was given
   * @throws InvalidSpecException naming every mistake
   */
  public static JobSpec read(Path file, Map<SpecKey<?>, List<String>> overrides) {
    String yaml;
    try {
      yaml =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
    } catch (NoSuchFileException e) {
      throw new InvalidSpecException(List.of(file + ": no such spec file"));
    } catch (CharacterCodingException e) {
      throw new InvalidSpecException(List.of(file + ": a spec is UTF-8 text, and this is not"));
    } catch (IOException e) {
      throw new InvalidSpecException(
          List.of(file + ": not a readable spec file: " + e.getMessage()));
    }
    return read(yaml, file.toString(), overrides);
  }

  /**
   * Reads a spec from a text.
   *
   * @param yaml YAML 1.2
   * @param name what the messages call it
   * @param overrides the texts given for a key's option, one for each time it was given
   * @throws InvalidSpecException naming every mistake
   */
  public static JobSpec read(String yaml, String name, Map<SpecKey<?>, List<String>> overrides) {
    JobSpecReader reader = new JobSpecReader(name + ": ");
    reader.written.putAll(SpecYaml.read(yaml, name, reader.mistakes));
    return reader.finish(overrides);
  }

  /**
   * Makes a spec of options alone.
   *
   * @throws InvalidSpecException naming every mistake
   */
  public static JobSpec read(Map<SpecKey<?>, List<String>> overrides) {
    return new JobSpecReader("").finish(overrides);
  }

  private JobSpec finish(Map<SpecKey<?>, List<String>> overrides) {
    for (SpecKey<?> key : SpecKey.all()) {
      List<String> texts = overrides.get(key);
      if (texts != null) {
        override(key, texts);
      }
    }
    for (SpecKey<?> key : SpecKey.all()) {
      convert(key);
    }
    checkCombinations();
    mistakes.throwIfAny();
    return spec();
  }

  private void override(SpecKey<?> key, List<String> texts) {
    Place place = Place.option(key.option());
    boolean takesOne = key.form() == SpecKey.Form.VALUE || key.form() == SpecKey.Form.FLAG;
    if (takesOne && texts.size() > 1) {
      refuse(key, place, String.join(", ", texts) + ": one value is wanted");
      return;
    }
    try {
      Written given = key.type().texts().read(texts, place);
      Written before = written.get(key);
      if (given.kind() == Kind.MAP && before != null && before.kind() == Kind.MAP) {
        Map<String, Written> merged = new LinkedHashMap<>(before.entries());
        merged.putAll(given.entries());
        given = Written.map(merged, before.place());
      }
      written.put(key, given);
    } catch (RefusedValueException e) {
      refuse(key, place, e.getMessage());
    }
  }

  /** Tells a mistake of an option; its key is then neither missing nor judged again. */
  private void refuse(SpecKey<?> key, Place place, String rule) {
    mistakes.add(place, rule);
    written.remove(key);
    values.put(key, null);
  }

  private <T> void convert(SpecKey<T> key) {
    Written value = written.get(key);
    if (values.containsKey(key)) {
      return;
    }
    try {
      if (value != null && value.kind() != Kind.NULL) {
        values.put(key, key.type().conversion().convert(value));
      } else if (key.defaultText().isPresent()) {
        List<String> texts =
            key.form() == SpecKey.Form.KEY_VALUES ? List.of() : List.of(key.defaultText().get());
        values.put(
            key,
            key.type()
                .conversion()
                .convert(key.type().texts().read(texts, Place.option(key.option()))));
      } else if (key.isRequired()) {
        missing(key);
      }
    } catch (RefusedValueException e) {
      mistakes.add(value == null ? Place.option(key.option()) : value.place(), e.getMessage());
    }
  }

  /** The rules between keys that need no data. */
  private void checkCombinations() {
    find(SpecKey.OP).ifPresent(this::checkParameters);
    Encoding encoding = find(SpecKey.ENCODING).orElse(Encoding.ARRAY);
    if (find(SpecKey.FOOTER).equals(Optional.of(FooterChoice.ARROW))
        && encoding != Encoding.ARRAY) {
      mistakes.add(
          written.get(SpecKey.FOOTER).place(),
          "arrow: needs output.encoding array, but it is " + encoding.label());
    }
  }

  /**
   * What is said of {@code pool} is what its operation takes, and all that it cannot do without.
   */
  private void checkParameters(PoolOp op) {
    for (SpecKey<?> key : SpecKey.all()) {
      if (!key.section().equals("pool")) {
        continue;
      }
      Written value = written.get(key);
      boolean given = value != null && value.kind() != Kind.NULL;
      if (given && !op.takes(key.name())) {
        mistakes.add(
            value.place(),
            "%s: op %s does not take it, but %s"
                .formatted(
                    value.shown(), op.label(), String.join(", ", PoolOp.thatTake(key.name()))));
      } else if (!given && op.requires(key.name()) && !values.containsKey(key)) {
        missing(key);
      }
    }
  }

  private void missing(SpecKey<?> key) {
    mistakes.add(
        new Place(Integer.MAX_VALUE, prefix + key.path()),
        "missing; set it in the spec, or give " + key.option());
  }

  private JobSpec spec() {
    return new JobSpec(
        new InputSpec(
            value(SpecKey.INPUT_FORMAT),
            value(SpecKey.INPUT_PATH),
            value(SpecKey.SPLIT_SIZE),
            value(SpecKey.OPTIONS)),
        new PoolSpec(
            value(SpecKey.OP),
            find(SpecKey.KERNEL_SIZE),
            find(SpecKey.STRIDE),
            value(SpecKey.PADDING),
            value(SpecKey.DILATION),
            value(SpecKey.CEIL_MODE),
            value(SpecKey.RETURN_INDICES),
            value(SpecKey.COUNT_INCLUDE_PAD),
            find(SpecKey.DIVISOR_OVERRIDE),
            find(SpecKey.NORM_TYPE),
            find(SpecKey.OUTPUT_SIZE)),
        new OutputSpec(
            value(SpecKey.OUTPUT_PATH),
            value(SpecKey.MODE),
            value(SpecKey.DTYPE),
            value(SpecKey.ENCODING),
            value(SpecKey.FOOTER),
            value(SpecKey.PARTITION_BY),
            value(SpecKey.COMPRESSION),
            value(SpecKey.ROW_GROUP_SIZE),
            value(SpecKey.FILE_SIZE)),
        value(SpecKey.BAD_RECORDS),
        value(SpecKey.MAX_BAD_RATIO),
        value(SpecKey.MAX_PIXELS));
  }

  private <T> T value(SpecKey<T> key) {
    return find(key).orElseThrow();
  }

  // convert() stores a key's value and nothing else under it.
  @SuppressWarnings("unchecked")
  private <T> Optional<T> find(SpecKey<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }
}
