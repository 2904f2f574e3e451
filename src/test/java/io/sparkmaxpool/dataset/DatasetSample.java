package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * One line of a manifest that {@code src/build/make_dataset_samples.py} wrote: a record as the
 * other tool read it back.
 *
 * @param file relative to the format's directory, a folder for image folders
 * @param labelName null where there is none
 * @param sha256 of the elements, channels first, row-major and little-endian
 * @param options how the file was read, such as {@code label=coarse}; empty for the plain way
 */
record DatasetSample(
    String file,
    String key,
    int label,
    String labelName,
    DType dtype,
    Shape shape,
    String sha256,
    String options) {

  static Path directory(String format) {
    return Path.of("src", "test", "resources", "datasets", format).toAbsolutePath();
  }

  /** All records of the format, file by file and in reading order. */
  static List<DatasetSample> all(String format) throws IOException {
    return Files.readAllLines(directory(format).resolve("manifest.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> of(line.split("\t")))
        .toList();
  }

  /** The records of one file, read with these options. */
  static List<DatasetSample> of(String format, String file, String options) throws IOException {
    List<DatasetSample> found =
        all(format).stream()
            .filter(sample -> sample.file.equals(file) && sample.options.equals(options))
            .toList();
    assertThat(found).as("%s of %s with '%s'", file, format, options).isNotEmpty();
    return found;
  }

  /** The records of a folder in the format's directory, with files and keys as seen from there. */
  static List<DatasetSample> under(String format, String folder, String options)
      throws IOException {
    String prefix = folder + "/";
    List<DatasetSample> found =
        all(format).stream()
            .filter(sample -> sample.file.startsWith(prefix) && sample.options.equals(options))
            .map(sample -> sample.without(prefix))
            .toList();
    assertThat(found).as("%s of %s with '%s'", folder, format, options).isNotEmpty();
    return found;
  }

  private DatasetSample without(String prefix) {
    int cut = prefix.length();
    return new DatasetSample(
        file.substring(cut), key.substring(cut), label, labelName, dtype, shape, sha256, options);
  }

  private static DatasetSample of(String[] f) {
    assertThat(f).hasSize(8);
    int[] shape = Arrays.stream(f[5].split(",")).mapToInt(Integer::parseInt).toArray();
    return new DatasetSample(
        f[0],
        f[1],
        f[2].equals("-") ? InputFile.NO_LABEL : Integer.parseInt(f[2]),
        f[3].equals("-") ? null : f[3],
        DType.of(f[4]),
        Shape.of(shape),
        f[6],
        f[7].equals("-") ? "" : f[7]);
  }

  /** A way that a file was read. */
  record Reading(String format, String file, String options) {
    /** What was read, with keys as seen from the file's directory. */
    List<DatasetSample> expected(String key) throws IOException {
      return of(format, file, options).stream()
          .map(sample -> sample.without(file.substring(0, file.length() - key.length())))
          .toList();
    }
  }

  /** All files of a format, and the ways they were read. */
  static List<Reading> readings(String format) throws IOException {
    return all(format).stream()
        .map(sample -> new Reading(format, sample.file, sample.options))
        .distinct()
        .toList();
  }

  /** The options of a manifest as a reader takes them. */
  static DatasetFormat.ListOptions options(
      DatasetFormat format, String options, Configuration conf) {
    Map<String, String> values = new HashMap<>();
    for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
      int equals = option.indexOf('=');
      values.put(option.substring(0, equals), option.substring(equals + 1));
    }
    Optional<Layout> layout = Optional.ofNullable(values.remove("layout")).map(Layout::valueOf);
    return new DatasetFormat.ListOptions(layout, FormatOptions.of(format, values), conf);
  }

  /** Fails unless these are the records, in this order. */
  static void check(List<DatasetSample> expected, List<SeenRecord> seen) {
    assertThat(seen).extracting(SeenRecord::bad).as("bad records").containsOnlyNulls();
    assertThat(seen)
        .extracting(SeenRecord::key)
        .containsExactlyElementsOf(expected.stream().map(DatasetSample::key).toList());
    for (int i = 0; i < expected.size(); i++) {
      expected.get(i).check(seen.get(i));
    }
  }

  private void check(SeenRecord record) {
    assertThat(record.label()).as("label of %s", this).isEqualTo(label);
    assertThat(record.labelName()).as("label name of %s", this).isEqualTo(labelName);
    assertThat(record.image().dtype()).as("%s", this).isEqualTo(dtype);
    assertThat(record.image().shape()).as("%s", this).isEqualTo(shape);
    assertThat(ImageSample.sha256(record.image().data())).as("%s", this).isEqualTo(sha256);
  }
}
