package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.dataset.DatasetFormat.Column;
import io.sparkmaxpool.dataset.DatasetFormat.ReadOptions;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderReaderTest extends RecordReaderContract {
  @Override
  DatasetFormat format() {
    return DatasetFormat.IMAGE_FOLDER;
  }

  @Override
  int writeMixture() throws IOException {
    for (int i = 0; i < 9; i++) {
      Path file = png(root.resolve("c%d/%d.png".formatted(i % 3, i)), i);
      if (i % 3 == 1) {
        Files.writeString(file, "not an image at all");
      }
    }
    png(root.resolve("x.png"), 99);
    return 10;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return png(directory.resolve(name + ".png"), 1);
  }

  @Override
  String keyOfOne(String file) {
    return file;
  }

  /** An image of 2 rows and 3 columns, in one colour. */
  private static Path png(Path file, int red) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6; i++) {
      image.setRGB(i % 3, i / 3, red << 16 | 7 << 8 | 200);
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static List<String> lines(List<SeenRecord> records) {
    return records.stream().map(SeenRecord::line).toList();
  }

  @Test
  void anImageIsChannelsFirst() throws IOException {
    Path file = png(root.resolve("c/one.png"), 150);

    assertThat(all(root))
        .containsExactly(
            new SeenRecord(
                "c/one.png",
                0,
                "c",
                Files.size(file),
                Tensor.of(
                    DType.UINT8,
                    Shape.of(3, 2, 3),
                    new byte[] {
                      (byte) 150,
                      (byte) 150,
                      (byte) 150,
                      (byte) 150,
                      (byte) 150,
                      (byte) 150,
                      7,
                      7,
                      7,
                      7,
                      7,
                      7,
                      (byte) 200,
                      (byte) 200,
                      (byte) 200,
                      (byte) 200,
                      (byte) 200,
                      (byte) 200
                    }),
                null));
  }

  @Test
  void classesAreTheDirectoriesUnderTheRootByCodePoint() throws IOException {
    // U+1F431 is above U+FF5E, but its first UTF-16 unit is below.
    for (String name : List.of("b", "B", "a10", "a9", "\uD83D\uDC31", "\uFF5E", "ab", "abc")) {
      png(root.resolve(name + "/deep/er/i.png"), 1);
    }
    Files.createDirectories(root.resolve("a5 empty"));
    png(root.resolve("in the root.png"), 1);

    assertThat(list(root.toString()).files().get(0).labelNames())
        .containsExactly("B", "a10", "a5 empty", "a9", "ab", "abc", "b", "\uFF5E", "\uD83D\uDC31");
    assertThat(lines(all(root)))
        .containsExactlyInAnyOrder(
            "B/deep/er/i.png 0 B",
            "a10/deep/er/i.png 1 a10",
            "a9/deep/er/i.png 3 a9",
            "ab/deep/er/i.png 4 ab",
            "abc/deep/er/i.png 5 abc",
            "b/deep/er/i.png 6 b",
            "\uFF5E/deep/er/i.png 7 \uFF5E",
            "\uD83D\uDC31/deep/er/i.png 8 \uD83D\uDC31",
            "in the root.png -1 null");
  }

  @Test
  void endingsInAnyCaseAreImagesAndOtherFilesAreCounted() throws IOException {
    for (String name :
        List.of("a.PNG", "b.Jpg", "c.JPEG", "d.bmp", "e.GIF", "f.WebP", "g.tif", "h.TIFF")) {
      // The content decides, never the name.
      png(root.resolve("c/" + name), 1);
    }
    for (String name : List.of("a.txt", "png", "b.png.bak", "c.tiffs", ".hidden")) {
      Files.writeString(root.resolve("c").resolve(name), "");
    }

    Listing listing = list(root.toString());

    assertThat(listing.files())
        .extracting(InputFile::key)
        .containsExactly(
            "c/a.PNG",
            "c/b.Jpg",
            "c/c.JPEG",
            "c/d.bmp",
            "c/e.GIF",
            "c/f.WebP",
            "c/g.tif",
            "c/h.TIFF");
    assertThat(listing.ignored()).isEqualTo(5);
    assertThat(listing.shapes()).containsExactly(new Listing.ShapeOf("c/a.PNG", Shape.of(3, 2, 3)));
    assertThat(all(root)).hasSize(8).allMatch(record -> record.bad() == null);
  }

  @Test
  void anImageThatCannotBeDecodedIsABadRecordAndTheNextIsRead() throws IOException {
    png(root.resolve("c/1.png"), 1);
    Path empty = Files.write(root.resolve("c/2.png"), new byte[0]);
    Path cut = png(root.resolve("c/3.png"), 3);
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 20));
    png(root.resolve("c/4.png"), 4);

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::key)
        .containsExactly("c/1.png", "c/2.png", "c/3.png", "c/4.png");
    assertThat(seen.get(1).bad().stage()).isEqualTo(BadRecord.Stage.DECODE);
    assertThat(seen.get(1).bad().length()).isEqualTo(Files.size(empty)).isZero();
    assertThat(seen.get(2).bad().fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
    assertThat(seen.get(2).bad().length()).isEqualTo(whole.length - 20);
    assertThat(seen.get(2).bad().inputShape()).contains(Shape.of(3, 2, 3));
    assertThat(seen.get(2).labelName()).isEqualTo("c");
    assertThat(seen.get(3).image()).isNotNull();
  }

  @Test
  void anImageOfTooManyPixelsIsABadRecord() throws IOException {
    png(root.resolve("c/1.png"), 1);
    List<Split> splits = list(root.toString()).split(1 << 20, 1);

    try (RecordReader reader =
        format().open(splits.get(0), new ReadOptions(Set.of(Column.BAD_RECORD), 5, CONF))) {
      assertThat(reader.next()).isTrue();
      BadRecord bad = reader.record().bad().orElseThrow();
      assertThat(bad.fault()).isEqualTo(BadRecord.Fault.TOO_LARGE);
      assertThat(bad.stage()).isEqualTo(BadRecord.Stage.DECODE);
      assertThat(bad.inputShape()).contains(Shape.of(3, 2, 3));
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void withoutTheImageAndTheReasonNothingIsOpened() throws IOException {
    png(root.resolve("c/1.png"), 1);
    Files.writeString(root.resolve("c/2.png"), "garbage");
    Path gone = png(root.resolve("c/3.png"), 1);
    List<Split> splits = list(root.toString()).split(1 << 20, 1);
    long length = Files.size(gone);
    Files.delete(gone);

    List<SeenRecord> seen = SeenRecord.of(format(), CONF, splits, Set.of());

    assertThat(lines(seen)).containsExactly("c/1.png 0 c", "c/2.png 0 c", "c/3.png 0 c");
    assertThat(seen).extracting(SeenRecord::image).containsOnlyNulls();
    assertThat(seen.get(2).length()).isEqualTo(length);
    assertThat(SeenRecord.of(format(), CONF, splits, Set.of(Column.BAD_RECORD)))
        .extracting(record -> Optional.ofNullable(record.bad()).map(BadRecord::stage).orElse(null))
        .containsExactly(null, BadRecord.Stage.DECODE, BadRecord.Stage.READ);
  }

  @Test
  void aClassDirectoryOnAHadoopFileSystemCountsEvenIfEmpty() throws IOException {
    png(root.resolve("b/1.png"), 1);
    Files.createDirectories(root.resolve("a"));

    assertThat(lines(SeenRecord.all(format(), CONF, List.of("test:" + root))))
        .containsExactly("b/1.png 1 b");
  }

  @Test
  void theDemonstrationFolderHasOneBadImage() throws IOException {
    Path images = Path.of("data/images").toAbsolutePath();

    List<SeenRecord> seen = all(images);

    assertThat(list(images.toString()).ignored()).isEqualTo(1);
    assertThat(seen).hasSize(29);
    assertThat(seen.stream().filter(record -> record.bad() != null).map(SeenRecord::key))
        .containsExactly("cat/cut-off.jpg");
    BadRecord bad = seen.stream().filter(r -> r.bad() != null).findFirst().orElseThrow().bad();
    assertThat(bad.stage()).isEqualTo(BadRecord.Stage.DECODE);
    assertThat(bad.fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
    assertThat(lines(seen))
        .contains(
            "without-class.jpg -1 null",
            "bird/on a branch.jpg 1 bird",
            "ship/harbour/ship-02.png 4 ship",
            "ship/ship-03.JPG 4 ship");
  }

  @Test
  void readsWhatTorchvisionReads() throws IOException {
    DatasetSample.check(
        DatasetSample.under("image-folder", "tree", ""),
        all(DatasetSample.directory("image-folder").resolve("tree")));
  }

  private List<SeenRecord> read(String options, Path path) throws IOException {
    Listing listing =
        format().list(List.of(path.toString()), DatasetSample.options(format(), options, CONF));
    return SeenRecord.of(format(), CONF, listing.split(1 << 20, 1));
  }

  @Test
  void labelsComeFromACsvFileAsPandasWritesThem() throws IOException {
    Path folder = DatasetSample.directory("image-folder").resolve("csv");

    DatasetSample.check(
        DatasetSample.under("image-folder", "csv", "labels=labels.csv"),
        read("labels=labels.csv", folder));
    assertThat(
            format()
                .list(
                    List.of(folder.toString()),
                    DatasetSample.options(format(), "labels=labels.csv", CONF))
                .ignored())
        .isZero();
  }

  @Test
  void labelsOfACsvFileAreFoundByPathWithOrWithoutTheEnding() throws IOException {
    for (String name : List.of("a.png", "b.c.png", "d/e.png", "f.png")) {
      writeOne(root.resolve(name).getParent(), name.replaceAll(".*/|\\.png$", ""));
    }
    Path csv = Files.writeString(root.resolve("l.csv"), "label,x,file\n7,,a\n8,,b.c.png\n9,,d/e\n");

    assertThat(read("labels=l.csv", root))
        .extracting(SeenRecord::line)
        .containsExactly("a.png 7 null", "b.c.png 8 null", "d/e.png 9 null", "f.png -1 null");
    assertThat(
            SeenRecord.of(
                format(),
                CONF,
                format()
                    .list(
                        List.of("test:" + root),
                        DatasetSample.options(format(), "labels=l.csv", CONF))
                    .split(1 << 20, 1)))
        .extracting(SeenRecord::label)
        .containsExactly(7, 8, 9, -1);
    assertThat(read("labels=" + csv, root.resolve("d")))
        .extracting(SeenRecord::line)
        .containsExactly("e.png -1 null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file,label\\na.png,1\\na.png,2 | the row that ends in line 3 says '2' of a.png, an earlier one '1'",
        "file,label\\na.png | the row that ends in line 2 has no file or no label",
        "file,label\\na.png,\\nb.png,x | the row that ends in line 2 has no file or no label",
        "label,path\\n1,a.png | the header names label, but not file: both are wanted, or neither",
        "path,file\\n1,a.png | the header names file, but not label: both are wanted, or neither",
      })
  void aCsvFileThatIsNoListOfLabelsIsRefused(String text, String rule) throws IOException {
    writeOne(root, "a");
    Files.writeString(root.resolve("l.csv"), text.replace("\\n", "\n"));

    assertThatThrownBy(() -> read("labels=l.csv", root))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("labels: 'l.csv': " + rule);
  }

  @Test
  void labelsThatAreNotThereAndLabelsFromTwoPlacesAreRefused() throws IOException {
    writeOne(root, "a");

    assertThatThrownBy(() -> read("labels=none.csv", root))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("labels: 'none.csv': file:%s/none.csv: there is no such file", root);
    assertThatThrownBy(() -> read("labels=l.csv,classes=none", root))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("classes: 'none': not beside labels, which says the classes");
    assertThatThrownBy(() -> read("classes=deep", root))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("classes: 'deep': it is one of directory, nested, none");
  }

  @Test
  void classesAreWholePathsOrNoneWhereSaid() throws IOException {
    for (String directory : List.of("b/z", "b", "a", ".")) {
      writeOne(root.resolve(directory), "x");
    }
    Files.createDirectories(root.resolve("c"));

    assertThat(read("classes=nested", root))
        .extracting(SeenRecord::line)
        .containsExactly("a/x.png 0 a", "b/x.png 1 b", "b/z/x.png 2 b/z", "x.png -1 null");
    assertThat(read("classes=none", root))
        .extracting(SeenRecord::labelName)
        .hasSize(4)
        .containsOnlyNulls();
    assertThat(read("classes=directory", root))
        .extracting(SeenRecord::line)
        .containsExactly("a/x.png 0 a", "b/x.png 1 b", "b/z/x.png 1 b", "x.png -1 null");
  }

  @Test
  void everyCharacterOfACsvFileCounts() throws IOException {
    for (String name : List.of("#1", " 2", "3 ", "4,", "5")) {
      writeOne(root, name);
    }
    Files.writeString(
        root.resolve("l.csv"),
        "\uFEFF\"label\",file\r\n" + "7,#1.png\r\n8, 2.png\r\n9,3 \r\n10,\"4,.png\"\r\n#11,x\r\n");

    assertThat(read("labels=l.csv", root))
        .extracting(SeenRecord::line)
        .containsExactly(" 2.png 3 8", "#1.png 2 7", "3 .png 4 9", "4,.png 1 10", "5.png -1 null");
    Files.writeString(root.resolve("l.csv"), "file,label\n\" 2.png\",\" b \"\n5, b\n");
    assertThat(read("labels=l.csv", root))
        .extracting(SeenRecord::line)
        .contains(" 2.png 1  b ", "5.png 0  b");
  }

  /** A disk that breaks down while it is read. */
  public static final class BrokenFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("broken:///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize) {
      return new FSDataInputStream(
          new FSInputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("the disk is broken");
            }

            @Override
            public void seek(long position) {}

            @Override
            public long getPos() {
              return 0;
            }

            @Override
            public boolean seekToNewSource(long position) {
              return false;
            }
          });
    }
  }

  @Test
  void aDiskThatBreaksIsNoMatterOfTheCsvFile() throws IOException {
    writeOne(root, "a");
    Path csv = Files.writeString(root.resolve("l.csv"), "file,label\na,1\n");
    Configuration conf = new Configuration(CONF);
    conf.set("fs.broken.impl", BrokenFileSystem.class.getName());

    assertThatThrownBy(
            () ->
                format()
                    .list(
                        List.of(root.toString()),
                        DatasetSample.options(format(), "labels=broken:" + csv, conf)))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is broken");
  }
}
