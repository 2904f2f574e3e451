package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.DatasetFormat.ListOptions;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetReaderTest extends RecordReaderContract {
  private static final byte[] PNG = ImageSample.named("grey-8bit.png").bytes();

  @Override
  DatasetFormat format() {
    return DatasetFormat.PARQUET;
  }

  @Override
  int writeMixture() throws IOException {
    byte[] cut = Arrays.copyOf(PNG, PNG.length / 2);
    new ParquetTable(ParquetTable.IMAGES)
        .with(2, 1)
        .image(PNG, 0)
        .image(cut, 1)
        .image(PNG, 2)
        .row(row -> row.add("label", 3L))
        .image(PNG, 4)
        .write(root.resolve("a/one.parquet"));
    new ParquetTable(ParquetTable.IMAGES).image(PNG, 5).write(root.resolve("b.parquet"));
    new ParquetTable(ParquetTable.IMAGES)
        .with(3, 2)
        .image(PNG, 6)
        .image(PNG, 7)
        .image(PNG, 8)
        .image(cut, 9)
        .write(root.resolve("c.parquet"));
    Files.writeString(root.resolve("d.parquet"), "no Parquet file at all");
    new ParquetTable(ParquetTable.IMAGES).image(PNG, 10).write(root.resolve("e.parquet"));
    return 12;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    Path file = directory.resolve(name + ".parquet");
    new ParquetTable(ParquetTable.IMAGES).image(PNG, 1).write(file);
    return file;
  }

  @Override
  String keyOfOne(String file) {
    return file + "#0";
  }

  @Override
  boolean takesHidden() {
    return false;
  }

  static Set<Map.Entry<String, String>> samples() throws IOException {
    return DatasetSample.all("parquet").stream()
        .map(sample -> Map.entry(sample.file(), sample.options()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsWhatOtherToolsWrote(Map.Entry<String, String> sample) throws IOException {
    String file = sample.getKey();
    // Rows of tensors whose type does not tell the order of their axes.
    Map<String, String> options =
        sample.getValue().equals("layout=NHWC") ? Map.of("axes", "hwc") : Map.of();
    List<DatasetSample> expected = DatasetSample.of("parquet", file, sample.getValue());

    List<SeenRecord> seen = read(options, DatasetSample.directory("parquet").resolve(file));
    DatasetSample.check(
        expected,
        file.equals("spark-grey.parquet") ? seen.stream().map(this::grey).toList() : seen);
  }

  /** The one plane of three that are the same: grey images become RGB, whatever they come in. */
  private SeenRecord grey(SeenRecord record) {
    Tensor image = record.image();
    int bytes = image.data().length / 3;
    byte[] plane = Arrays.copyOf(image.data(), bytes);
    assertThat(Arrays.copyOfRange(image.data(), bytes, 2 * bytes)).isEqualTo(plane);
    assertThat(Arrays.copyOfRange(image.data(), 2 * bytes, 3 * bytes)).isEqualTo(plane);
    Shape shape = Shape.of(1, image.shape().extent(1), image.shape().extent(2));
    return new SeenRecord(
        record.key(),
        record.label(),
        record.labelName(),
        record.length(),
        Tensor.of(image.dtype(), shape, plane),
        null);
  }

  private List<SeenRecord> read(Map<String, String> options, Path... paths) throws IOException {
    return SeenRecord.of(format(), CONF, list(options, paths).split(Long.MAX_VALUE, 1));
  }

  private Listing list(Map<String, String> options, Path... paths) throws IOException {
    return format()
        .list(
            Arrays.stream(paths).map(Path::toString).toList(),
            new ListOptions(Optional.empty(), FormatOptions.of(format(), options), CONF));
  }

  @Test
  void everyRecordIsFoundByItsKey() throws IOException {
    writeMixture();

    RecordsByKey records =
        RecordsByKey.in(
            format(),
            List.of(root.toString()),
            new ListOptions(Optional.empty(), FormatOptions.NONE, CONF),
            SeenRecord.MAX_PIXELS);

    for (SeenRecord record : all(root)) {
      assertThat(records.find(record.key()).map(RecordsByKey.Found::tensor).orElse(null))
          .as(record.key())
          .isEqualTo(record.image());
    }
  }
}
