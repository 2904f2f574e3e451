package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.DatasetFormat;
import java.nio.file.Path;
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
  private final SpecValues values;

  private JobSpecReader(SpecValues values) {
    this.values = values;
  }

  /**
   * Reads a spec from a file.
   *
   * @param file YAML 1.2 in UTF-8, on the local file system; its path as given is in the messages
   * @param overrides the texts given for a key's option, one for each time it was given
   * @throws InvalidSpecException naming every mistake
   */
  public static JobSpec read(Path file, Map<SpecKey<?>, List<String>> overrides) {
    return read(SpecValues.textOf(file), file.toString(), overrides);
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
    return new JobSpecReader(SpecValues.of(yaml, name, "pool", SpecKey.all(), overrides)).spec();
  }

  /**
   * Makes a spec of options alone.
   *
   * @throws InvalidSpecException naming every mistake
   */
  public static JobSpec read(Map<SpecKey<?>, List<String>> overrides) {
    return new JobSpecReader(SpecValues.of(SpecKey.all(), overrides)).spec();
  }

  private JobSpec spec() {
    values.find(SpecKey.OP).ifPresent(this::checkParameters);
    values.find(SpecKey.INPUT_FORMAT).flatMap(FormatChoice::decided).ifPresent(this::checkFormat);
    values.checkOutput();
    values.checkPart();
    values.mistakes().throwIfAny();
    return new JobSpec(
        new InputSpec(
            values.value(SpecKey.INPUT_FORMAT),
            values.value(SpecKey.INPUT_PATH),
            values.value(SpecKey.SPLIT_SIZE),
            values.find(SpecKey.LAYOUT),
            values.value(SpecKey.OPTIONS)),
        new PoolSpec(
            values.value(SpecKey.OP),
            values.find(SpecKey.KERNEL_SIZE),
            values.find(SpecKey.STRIDE),
            values.value(SpecKey.PADDING),
            values.value(SpecKey.DILATION),
            values.value(SpecKey.CEIL_MODE),
            values.value(SpecKey.RETURN_INDICES),
            values.value(SpecKey.COUNT_INCLUDE_PAD),
            values.find(SpecKey.DIVISOR_OVERRIDE),
            values.find(SpecKey.NORM_TYPE),
            values.find(SpecKey.OUTPUT_SIZE)),
        values.output(),
        values.value(SpecKey.BAD_RECORDS),
        values.value(SpecKey.MAX_BAD_RATIO),
        values.value(SpecKey.MAX_PIXELS));
  }

  /** What is said of layout and dtype is something that the format has. */
  private void checkFormat(DatasetFormat format) {
    values
        .find(SpecKey.LAYOUT)
        .flatMap(layout -> AutoFormat.layoutRule(format))
        .ifPresent(rule -> values.refuse(SpecKey.LAYOUT, rule));
    values
        .find(SpecKey.DTYPE)
        .flatMap(dtype -> AutoFormat.dtypeRule(format, dtype))
        .ifPresent(rule -> values.refuse(SpecKey.DTYPE, rule));
  }

  /**
   * What is said of {@code pool} is what its operation takes, and all that it cannot do without.
   * Where an option chooses another operation than the file's, what the file says for that one is
   * left out.
   */
  private void checkParameters(PoolOp op) {
    boolean isOverridden = values.written(SpecKey.OP).map(Written::isOption).orElse(false);
    for (SpecKey<?> key : SpecKey.all()) {
      if (!key.section().equals("pool")) {
        continue;
      }
      Optional<Written> given = values.written(key);
      if (given.isEmpty()) {
        if (op.requires(key.name()) && !values.isRefused(key)) {
          values.missing(key);
        }
      } else if (!op.takes(key.name()) && (given.get().isOption() || !isOverridden)) {
        values.refuse(
            key,
            "not for op %s, but for %s"
                .formatted(op.label(), String.join(", ", PoolOp.thatTake(key.name()))));
      }
    }
  }
}
