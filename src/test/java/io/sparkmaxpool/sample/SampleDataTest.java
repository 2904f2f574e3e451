package io.sparkmaxpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
  private static final Path COMMITTED = Path.of("data");
  private static final int RECORD = 3073;

  @TempDir private Path dir;

  @Test
  void writesWhatTheRepositoryShips() throws IOException {
    SampleData.write(dir);

    List<String> files = files(dir);
    assertThat(files).isNotEmpty().isEqualTo(files(COMMITTED));
    for (String file : files) {
      Path written = dir.resolve(file);
      Path shipped = COMMITTED.resolve(file);
      String name = file.toLowerCase(Locale.ROOT);
      if (name.endsWith("cut-off.jpg")) {
        assertThat(Files.size(written)).as(file).isBetween(1_000L, 20_000L);
      } else if (name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png")) {
        assertThat(samples(written)).as(file).isEqualTo(samples(shipped));
      } else {
        assertThat(written).as(file).hasSameBinaryContentAs(shipped);
      }
    }
  }

  @Test
  void cifarBatchesHaveTheOfficialLayoutAndEveryClassEquallyOften() throws IOException {
    for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
      byte[] records = Files.readAllBytes(COMMITTED.resolve("cifar10").resolve(batch));
      int[] pictures = new int[10];
      for (int at = 0; at < records.length; at += RECORD) {
        pictures[records[at]]++;
      }
      assertThat(records).hasSize(250 * RECORD);
      assertThat(pictures).containsOnly(25);
    }
    assertThat(COMMITTED.resolve("cifar10/batches.meta.txt"))
        .hasContent("airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n");
  }

  @Test
  void cifar100HasTheOfficialLayoutAndEachOfItsClassesEquallyOften() throws IOException {
    for (String batch : List.of("train.bin", "test.bin")) {
      byte[] records = Files.readAllBytes(COMMITTED.resolve("cifar100").resolve(batch));
      Map<Integer, Integer> pictures = new TreeMap<>();
      for (int at = 0; at < records.length; at += RECORD + 1) {
        pictures.merge(records[at] * 100 + records[at + 1], 1, Integer::sum);
      }
      assertThat(pictures).containsOnlyKeys(888, 897, 1115, 1119, 1593, 1813, 1858);
      assertThat(pictures.values()).containsOnly(batch.equals("train.bin") ? 4 : 2);
    }
  }

  @Test
  void digitsHaveTheOfficialLayoutAndEachDigitEquallyOften() throws IOException {
    for (String set : List.of("train", "t10k")) {
      int ofEach = set.equals("train") ? 4 : 2;
      Path directory = COMMITTED.resolve("mnist");
      byte[] images = Files.readAllBytes(directory.resolve(set + "-images-idx3-ubyte"));
      byte[] labels = Files.readAllBytes(directory.resolve(set + "-labels-idx1-ubyte"));
      byte count = (byte) (10 * ofEach);
      assertThat(images)
          .startsWith(0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28)
          .hasSize(16 + count * 28 * 28);
      assertThat(labels).startsWith(0, 0, 8, 1, 0, 0, 0, count).hasSize(8 + count);
      int[] digits = new int[10];
      for (int i = 8; i < labels.length; i++) {
        digits[labels[i]]++;
      }
      assertThat(digits).containsOnly(ofEach);
    }
  }

  @Test
  void imagesAreOfTheKindsAndSizesPromised() throws IOException {
    assertImage("without-class.jpg", 120, 96, 3, 8);
    assertImage("cat/cat-01.jpg", 160, 160, 3, 8);
    assertImage("cat/cat-02.jpg", 99, 101, 1, 8);
    assertImage("cat/cat-03.png", 64, 64, 1, 16);
    assertImage("bird/bird-03.png", 72, 72, 4, 8);
    assertImage("bird/bird-04.png", 96, 72, 1, 8);
    assertImage("bird/bird-05.gif", 64, 64, 1, 8);
    assertImage("ship/ship-05.bmp", 63, 49, 3, 8);
    assertImage("ship/harbour/ship-02.png", 72, 48, 3, 8);
  }

  @Test
  void shardsHaveAnImageAndItsLabelsOfEachClass() throws IOException {
    long total = 0;
    for (String shard : List.of("000000", "000001")) {
      Path file = COMMITTED.resolve("webdataset/animals-and-vehicles-" + shard + ".tar");
      total += Files.size(file);
      List<String> names = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          names.add(entry.getName().substring(entry.getName().indexOf('.')));
          byte[] content = tar.readAllBytes();
          if (entry.getName().endsWith(".cls")) {
            labels.add(new String(content, StandardCharsets.US_ASCII));
          } else if (entry.getName().endsWith(".bmp")) {
            assertThat(ImageIO.read(new ByteArrayInputStream(content)).getWidth()).isEqualTo(32);
          }
        }
      }
      assertThat(names).hasSize(30).startsWith(".bmp", ".cls", ".json", ".bmp");
      assertThat(labels)
          .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }
    assertThat(total).isLessThan(150_000);
  }

  @Test
  void theTruncatedPictureHasABeginningAndNoEnd() throws IOException {
    byte[] file = Files.readAllBytes(COMMITTED.resolve("images/cat/cut-off.jpg"));

    assertThat(file).startsWith(0xff, 0xd8, 0xff);
    for (int i = 2; i + 1 < file.length; i++) {
      assertThat((file[i] & 0xff) << 8 | file[i + 1] & 0xff)
          .as("marker at %d", i)
          .isNotEqualTo(0xffd9);
    }
  }

  @Test
  void staysUnderThreeMegabytes() throws IOException {
    long total = 0;
    for (String file : files(COMMITTED)) {
      total += Files.size(COMMITTED.resolve(file));
    }
    assertThat(total).isBetween(1_500_000L, 3_000_000L);
  }

  @Test
  void writingAgainChangesNothingAndCompletesWhatIsMissing() throws IOException {
    SampleData.write(dir);
    Path notes = dir.resolve("images/notes.txt");
    Files.delete(notes);
    Path foreign = Files.writeString(dir.resolve("cifar10/data_batch_2.bin"), "mine");

    SampleData.write(dir);

    assertThat(notes).hasSameBinaryContentAs(COMMITTED.resolve("images/notes.txt"));
    assertThat(foreign).hasContent("mine");
  }

  @Test
  void neverReplacesAnotherDataset() throws IOException {
    Path batch = dir.resolve("cifar10/test_batch.bin");
    Files.createDirectories(batch.getParent());
    Files.writeString(batch, "the real one");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleData.write(dir))
        .withMessage(batch + " exists with another content; sample data never replaces it");
    assertThat(files(dir)).containsExactly("cifar10/test_batch.bin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleData.write(batch))
        .withMessage("sample data needs a directory, but " + batch + " is a file");
  }

  private static void assertImage(String name, int width, int height, int bands, int bits)
      throws IOException {
    BufferedImage image = ImageIO.read(COMMITTED.resolve("images").resolve(name).toFile());
    assertThat(
            List.of(
                image.getWidth(),
                image.getHeight(),
                image.getRaster().getNumBands(),
                image.getSampleModel().getSampleSize(0)))
        .as(name)
        .containsExactly(width, height, bands, bits);
  }

  private static int[] samples(Path image) throws IOException {
    BufferedImage decoded = ImageIO.read(image.toFile());
    return decoded
        .getRaster()
        .getPixels(0, 0, decoded.getWidth(), decoded.getHeight(), (int[]) null);
  }

  /** The files of all datasets, but not what stands beside them. */
  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> below = Files.walk(root)) {
      return below
          .filter(file -> Files.isRegularFile(file) && !file.getParent().equals(root))
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }
}
