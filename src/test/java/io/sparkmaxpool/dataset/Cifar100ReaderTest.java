package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Cifar100ReaderTest extends RecordReaderContract {
  @Override
  DatasetFormat format() {
    return DatasetFormat.CIFAR100;
  }

  @Override
  int writeMixture() throws IOException {
    int[][] labels = new int[14][];
    Arrays.setAll(labels, i -> new int[] {i % 4 == 3 ? 20 + i : i, i % 5 == 4 ? 100 + i : 7 * i});
    CifarBytes.write(root.resolve("a.bin"), CifarBytes.pairs(0, labels));
    byte[] two = CifarBytes.pairs(14, new int[] {5, 6}, new int[] {7, 8});
    CifarBytes.write(root.resolve("b.bin"), Arrays.copyOf(two, two.length - 100));
    CifarBytes.write(root.resolve("empty.bin"), new byte[0]);
    CifarBytes.write(root.resolve("deep/z.bin"), CifarBytes.pairs(20, new int[] {1, 1}));
    return 14 + 2 + 1;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return CifarBytes.write(
        directory.resolve(name + ".bin"), CifarBytes.pairs(1, new int[] {4, 40}));
  }

  @Override
  String keyOfOne(String file) {
    return file + "#0";
  }

  private List<SeenRecord> with(String label, Path... paths) throws IOException {
    return SeenRecord.of(format(), CONF, listed(label, paths).split(Long.MAX_VALUE, 1));
  }

  private Listing listed(String label, Path... paths) throws IOException {
    FormatOptions options = FormatOptions.of(format(), Map.of("label", label));
    return format()
        .list(
            List.of(paths).stream().map(Path::toString).toList(),
            new DatasetFormat.ListOptions(Optional.empty(), options, CONF));
  }

  @Test
  void theFineLabelIsToldAndTheCoarseOneOnRequest() throws IOException {
    CifarBytes.write(
        root.resolve("train.bin"),
        CifarBytes.pairs(7, new int[] {0, 0}, new int[] {4, 57}, new int[] {19, 99}));

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly("train.bin#0 0 apple", "train.bin#1 57 pear", "train.bin#2 99 worm");
    assertThat(with("FINE", root)).isEqualTo(all(root));
    List<SeenRecord> coarse = with("coarse", root);
    assertThat(coarse)
        .extracting(SeenRecord::line)
        .containsExactly(
            "train.bin#0 0 aquatic_mammals",
            "train.bin#1 4 fruit_and_vegetables",
            "train.bin#2 19 vehicles_2");
    for (int i = 0; i < 3; i++) {
      assertThat(coarse.get(i).image()).isEqualTo(CifarBytes.image(7 + i));
      assertThat(coarse.get(i).length()).isEqualTo(3074);
    }
    assertThat(list(root.toString()).guaranteedShape()).contains(Shape.of(3, 32, 32));
  }

  @Test
  void aLabelThatIsNeitherIsRefused() throws IOException {
    writeOne(root, "one");

    assertThatThrownBy(() -> listed("both", root))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("label: 'both': it is one of coarse, fine");
  }

  @Test
  void bothLabelsAreLookedAtWhicheverIsTold() throws IOException {
    Path file =
        CifarBytes.write(
            root.resolve("a.bin"),
            CifarBytes.pairs(0, new int[] {19, 100}, new int[] {20, 99}, new int[] {255, 255}));
    String[] lines = {
      "a.bin#0: read corrupt: label 100 at byte 1 of %s: a CIFAR-100 fine label is at most 99"
          .formatted(file),
      "a.bin#1: read corrupt: label 20 at byte 3074 of %s: a CIFAR-100 coarse label is at most 19"
          .formatted(file),
      "a.bin#2: read corrupt: label 255 at byte 6148 of %s: a CIFAR-100 coarse label is at most 19"
          .formatted(file)
    };

    assertThat(all(root)).extracting(SeenRecord::line).containsExactly(lines);
    assertThat(with("coarse", root)).extracting(SeenRecord::line).containsExactly(lines);
  }

  @Test
  void anIncompleteTailIsOneBadRecord() throws IOException {
    byte[] two = CifarBytes.pairs(0, new int[] {1, 2}, new int[] {3, 4});
    Path file = CifarBytes.write(root.resolve("a.bin"), Arrays.copyOf(two, 3074 + 3073));

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.bin#0 2 baby",
            "a.bin#1: read truncated: %s ends 3073 bytes into the record at byte 3074: a CIFAR-100 record has 3074 bytes"
                .formatted(file));
  }

  @ParameterizedTest
  @CsvSource({"fine, 100, fine_label_names.txt, 40", "coarse, 20, coarse_label_names.txt, 4"})
  void theNamesFilesBesideTheRecordsWin(String label, int classes, String file, int wanted)
      throws IOException {
    writeOne(root, "one");
    Path names =
        Files.writeString(
            root.resolve(file),
            IntStream.range(0, classes).mapToObj(i -> label + i).collect(Collectors.joining("\n")));

    assertThat(with(label, root))
        .extracting(SeenRecord::line)
        .containsExactly("one.bin#0 %d %s%d".formatted(wanted, label, wanted));
    Files.writeString(names, "cat\n");
    assertThatThrownBy(() -> listed(label, root))
        .hasMessage("%s names 1 classes, but CIFAR-100 has %d", names, classes);
  }

  @ParameterizedTest
  @CsvSource({"fine, ''", "coarse, label=coarse"})
  void torchvisionReadsTheSame(String label, String options) throws IOException {
    DatasetSample.check(
        DatasetSample.under("cifar100", "binary", options),
        with(label, DatasetSample.directory("cifar100").resolve("binary")));
  }

  @ParameterizedTest
  @CsvSource({"fine, ''", "coarse, label=coarse"})
  void theStandardNamesAreThoseOfTheSample(String label, String options) throws IOException {
    Path train = DatasetSample.directory("cifar100").resolve("binary/train.bin");
    Files.copy(train, root.resolve("train.bin"));

    assertThat(with(label, root))
        .extracting(SeenRecord::labelName)
        .containsExactlyElementsOf(
            DatasetSample.of("cifar100", "binary/train.bin", options).stream()
                .map(DatasetSample::labelName)
                .toList());
  }

  @Test
  void theStandardNamesAreAllThoseOfTheNamesFiles() throws IOException {
    Path directory = DatasetSample.directory("cifar100").resolve("binary");
    for (CifarLayout.Labels labels : CifarLayout.CIFAR_100.labels()) {
      assertThat(Files.readAllLines(directory.resolve(labels.file())))
          .containsExactlyElementsOf(labels.standard());
    }
  }
}
