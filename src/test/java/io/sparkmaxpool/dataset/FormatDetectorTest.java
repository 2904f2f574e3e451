package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FormatDetectorTest {
  private static final Path SAMPLES = Path.of("src/test/resources/datasets").toAbsolutePath();

  @TempDir private Path directory;

  private static List<DatasetFormat> detect(Path... paths) throws IOException {
    return FormatDetector.detect(
            Arrays.stream(paths).map(Path::toString).toList(), new Configuration())
        .stream()
        .map(FormatDetector.Detected::format)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(DatasetFormat.class)
  void filesThatOtherToolsWroteShowTheirFormat(DatasetFormat format) throws IOException {
    // The one of NumPy has two folders.
    List<Path> folders =
        format == DatasetFormat.NPY
            ? List.of(SAMPLES.resolve("npy"), SAMPLES.resolve("npz"))
            : List.of(SAMPLES.resolve(format.label()));
    for (Path folder : folders) {
      assertThat(detect(folder)).as("%s", folder).containsExactly(format);
    }
  }

  @Test
  void theDemonstrationDatasetsShowTheirFormats() throws IOException {
    try (var folders = Files.list(Path.of("data"))) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        String name = folder.getFileName().toString();
        assertThat(detect(folder))
            .as(name)
            .extracting(DatasetFormat::label)
            .containsExactly(
                switch (name) {
                  case "images" -> "image-folder";
                  case "npz" -> "npy";
                  default -> name;
                });
      }
    }
  }

  @Test
  void severalFormatsAreAllTold() throws IOException {
    Files.copy(Path.of("data/cifar10/test_batch.bin"), directory.resolve("test_batch.bin"));
    Files.write(directory.resolve("x.npy"), NpyBytes.file(DType.UINT8, 1, 2));

    assertThat(detect(directory)).containsExactly(DatasetFormat.CIFAR10, DatasetFormat.NPY);
  }

  @Test
  void namesAloneShowNothing() throws IOException {
    for (String name :
        List.of("x.npy", "y.jpg", "test_batch.bin", "z.tar", "z.tar.gz", "a.parquet")) {
      Files.writeString(directory.resolve(name), "nothing");
    }
    Files.createFile(directory.resolve("empty.png"));

    assertThat(detect(directory)).isEmpty();
  }

  @Test
  void aTarArchiveIsToldByItsChecksumWhateverItsAge() throws IOException {
    byte[] old = new TarBytes().file("a.jpg", "x").file("a.cls", "1").end();
    Arrays.fill(old, 257, 265, (byte) 0);
    Files.write(directory.resolve("v7.tar"), TarBytes.checked(old, 0));

    assertThat(detect(directory)).containsExactly(DatasetFormat.WEBDATASET);

    old[0] = 'b';
    Files.write(directory.resolve("v7.tar"), old);
    byte[] rotten = new TarBytes().file("a.jpg", "x").end();
    rotten[0] = 'b';
    Files.write(directory.resolve("ustar.tar"), rotten);
    assertThat(detect(directory)).isEmpty();
  }

  @Test
  void anArchiveOfCifarMayNameItsEntriesFromTheDirectoryThatItWasMadeIn() throws IOException {
    byte[] tar = new TarBytes().file("./cifar-10-batches-bin/test_batch.bin", "x").end();
    Files.write(directory.resolve("a.tar"), tar);

    assertThat(detect(directory)).containsExactly(DatasetFormat.CIFAR10);
  }
}
