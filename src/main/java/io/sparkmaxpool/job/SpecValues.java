package io.sparkmaxpool.job;

import io.sparkmaxpool.job.Written.Kind;
import io.sparkmaxpool.job.Written.Place;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.tensor.DType;
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
 * The values of a command's keys, from a YAML text and from options, which win, and every mistake
 * in them.
 */
final class SpecValues {
  private final Mistakes mistakes = new Mistakes();
  private final Map<SpecKey<?>, Written> written = new HashMap<>();
  private final Map<SpecKey<?>, Object> values = new HashMap<>();

  /** Starts the line of a missing key: the file's name, where there is a file. */
  private final String prefix;

  private SpecValues(String prefix) {
    this.prefix = prefix;
  }

  /**
   * The text of a spec file.
   *
   * @throws InvalidSpecException if it cannot be read, or is no text
   */
  static String textOf(Path file) {
    try {
      return StandardCharsets.UTF_8
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
  }

  /**
   * Reads a YAML text and options.
   *
   * @param command what does not take other keys, e.g. {@code "unpool"}
   */
  static SpecValues of(
      String yaml,
      String name,
      String command,
      List<SpecKey<?>> keys,
      Map<SpecKey<?>, List<String>> overrides) {
    SpecValues values = new SpecValues(name + ": ");
    SpecYaml.read(yaml, name, values.mistakes)
        .forEach(
            (key, value) -> {
              if (keys.contains(key)) {
                values.written.put(key, value);
              } else {
                values.mistakes.add(value.place(), command + " does not take it");
              }
            });
    values.fill(keys, overrides);
    return values;
  }

  /** Reads options alone. */
  static SpecValues of(List<SpecKey<?>> keys, Map<SpecKey<?>, List<String>> overrides) {
    SpecValues values = new SpecValues("");
    values.fill(keys, overrides);
    return values;
  }

  private void fill(List<SpecKey<?>> keys, Map<SpecKey<?>, List<String>> overrides) {
    for (SpecKey<?> key : keys) {
      List<String> texts = overrides.get(key);
      if (texts != null) {
        override(key, texts);
      }
    }
    for (SpecKey<?> key : keys) {
      convert(key);
    }
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

  /** The mistakes so far; others may be added. */
  Mistakes mistakes() {
    return mistakes;
  }

  /** Tells that a key is missing. */
  void missing(SpecKey<?> key) {
    mistakes.add(
        new Place(Integer.MAX_VALUE, prefix + key.path()),
        "missing; set it in the spec, or give " + key.option());
  }

  /** Tells that what was written for a key cannot be. */
  void refuse(SpecKey<?> key, String rule) {
    Written value = written(key).orElseThrow();
    mistakes.add(value.place(), value.shown() + ": " + rule);
  }

  /** What was written for a key, if it is something and no default. */
  Optional<Written> written(SpecKey<?> key) {
    return Optional.ofNullable(written.get(key)).filter(value -> value.kind() != Kind.NULL);
  }

  /** Whether a key's option was a mistake, which has been told. */
  boolean isRefused(SpecKey<?> key) {
    return values.containsKey(key) && values.get(key) == null;
  }

  /** The value of a key that has one once there are no mistakes. */
  <T> T value(SpecKey<T> key) {
    return find(key).orElseThrow();
  }

  /** The value of a key. */
  // convert() stores a key's value and nothing else under it.
  @SuppressWarnings("unchecked")
  <T> Optional<T> find(SpecKey<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** The rules between a table's keys that need no data. */
  void checkOutput() {
    Optional<Encoding> given = givenEncoding();
    Optional<Encoding> needed = neededEncoding();
    if (given.isPresent() && needed.isPresent() && !given.equals(needed)) {
      mistakes.add(
          written.get(SpecKey.FOOTER).place(),
          "%s: needs output.encoding %s, but it is %s"
              .formatted(value(SpecKey.FOOTER).label(), needed.get().label(), given.get().label()));
    }
    if (given.equals(Optional.of(Encoding.NPY))
        && find(SpecKey.DTYPE).equals(Optional.of(DType.BFLOAT16))) {
      mistakes.add(
          written.get(SpecKey.ENCODING).place(),
          "npy: has no type bfloat16, which output.dtype asks for");
    }
  }

  /** The rules between the keys that say what of the input is read. */
  void checkPart() {
    InputPart part = part();
    if (part == InputPart.ALL) {
      return;
    }
    SpecKey<Boolean> key = part == InputPart.MISSING ? SpecKey.RESUME : SpecKey.RETRY_BAD;
    if (isSet(SpecKey.RESUME) && isSet(SpecKey.RETRY_BAD)) {
      refuse(SpecKey.RETRY_BAD, "not with resume, which reads what the table does not have");
    }
    WriteMode mode = find(SpecKey.MODE).orElse(WriteMode.ERROR_IF_EXISTS);
    boolean isAnew = part == InputPart.MISSING && mode == WriteMode.OVERWRITE;
    if (mode != WriteMode.ERROR_IF_EXISTS && !isAnew) {
      refuse(
          SpecKey.MODE,
          part == InputPart.MISSING
              ? "not with resume, which adds what is missing; overwrite begins anew where the spec has changed"
              : "not with retry-bad, which is about the table that is there");
    }
    if (find(SpecKey.BAD_RECORDS).equals(Optional.of(BadRecordPolicy.DROP))
        && part == InputPart.BAD) {
      refuse(key, "with bad-records: drop a table keeps none");
    }
  }

  private boolean isSet(SpecKey<Boolean> key) {
    return find(key).orElse(false);
  }

  private InputPart part() {
    return isSet(SpecKey.RETRY_BAD)
        ? InputPart.BAD
        : isSet(SpecKey.RESUME) ? InputPart.MISSING : InputPart.ALL;
  }

  private Optional<Encoding> givenEncoding() {
    return written(SpecKey.ENCODING).flatMap(encoding -> find(SpecKey.ENCODING));
  }

  /** The encoding that the footer cannot do without. */
  private Optional<Encoding> neededEncoding() {
    return find(SpecKey.FOOTER).flatMap(FooterChoice::decided).flatMap(Footer::encoding);
  }

  /** The section {@code output}. */
  OutputSpec output() {
    return new OutputSpec(
        value(SpecKey.OUTPUT_PATH),
        value(SpecKey.MODE),
        find(SpecKey.TABLE),
        find(SpecKey.DTYPE),
        givenEncoding().or(this::neededEncoding).orElse(value(SpecKey.ENCODING)),
        value(SpecKey.FOOTER),
        value(SpecKey.PARTITION_BY),
        value(SpecKey.COMPRESSION),
        value(SpecKey.ROW_GROUP_SIZE),
        value(SpecKey.FILE_SIZE),
        part(),
        find(SpecKey.BATCH_SIZE).orElse(0L),
        find(SpecKey.PREVIEW).orElse(0),
        find(SpecKey.TENSORBOARD)
            .map(directory -> new TensorBoardSpec(directory, value(SpecKey.TENSORBOARD_RECORDS))));
  }
}
