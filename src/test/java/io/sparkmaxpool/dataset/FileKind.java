package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A kind of file that mutants are made of: a row of {@link MutantsTest}, and all that a format
 * needs to have its readers tried with them.
 *
 * @param name in reports, and of what {@code -Dsparkmaxpool.fuzz.kinds} chooses
 * @param format how such files are listed and read
 * @param ending of their names
 * @param samples real files, each at least a byte long
 * @param lie how their headers lie
 * @param repair makes a mutant's checksums right, so that what is behind them is reached
 * @param reader opens a split, as the job would but for the decoder
 * @param judge says what a mutant's records must be and how many bytes reading one may take
 */
record FileKind(
    String name,
    DatasetFormat format,
    String ending,
    List<byte[]> samples,
    Mutation.Lie lie,
    UnaryOperator<byte[]> repair,
    Reader reader,
    Judge judge) {

  /** Opens a split. */
  interface Reader {
    RecordReader open(Split split, DatasetFormat.ReadOptions options);
  }

  /** What a header, true or not, permits. */
  interface Judge {
    /** The most bytes of heap to read one record of this file with. */
    long mostBytes(byte[] file);

    /** Fails unless this good record may come of this file. */
    void check(byte[] file, SeenRecord record);
  }

  static FileKind images(String name, ImageDecoder decoder, String ending, Mutation.Lie lie) {
    List<byte[]> samples =
        ImageSample.all().stream()
            .filter(sample -> sample.name().endsWith(ending))
            .map(ImageSample::bytes)
            .toList();
    return new FileKind(
        name,
        DatasetFormat.IMAGE_FOLDER,
        ending,
        samples,
        lie,
        ending.equals(".png") ? ImageLies::repairedPng : UnaryOperator.identity(),
        (split, options) -> new ImageFolderReader(split, options, decoder),
        new ImageJudge());
  }

  static FileKind cifar10() {
    return new FileKind(
        "cifar10",
        DatasetFormat.CIFAR10,
        ".bin",
        List.of(
            CifarBytes.records(0, 1, 2, 3), CifarBytes.records(9, 0), CifarBytes.records(5, 9, 8)),
        (file, random) ->
            Mutation.with(file, random.nextInt(3) * 3073, 1, random.nextInt(256), true),
        UnaryOperator.identity(),
        DatasetFormat.CIFAR10::open,
        new CifarJudge());
  }

  /** CIFAR-10 in archives of an ending. */
  static FileKind cifar10In(String ending) {
    boolean isPacked = ending.endsWith(".gz");
    List<byte[]> archives =
        List.of(
            new CifarTar()
                .file("a/x.bin", CifarBytes.records(0, 1, 2, 3))
                .file("a/y.bin", CifarBytes.records(9, 0))
                .bytes(),
            new CifarTar()
                .pax("path", "b/long.bin")
                .file("z.bin", CifarBytes.records(5, 9, 8))
                .bytes(),
            new CifarTar()
                .longName("c/long.bin")
                .file("z.bin", CifarBytes.records(7, 4))
                .file("c/readme.html", new byte[300])
                .bytes());
    return new FileKind(
        "cifar10" + ending,
        DatasetFormat.CIFAR10,
        ending,
        isPacked ? archives.stream().map(CifarTar::gzip).toList() : archives,
        isPacked
            ? (file, random) ->
                CifarTar.gzip(CifarTarLies.of(archives.get(random.nextInt(3)), random))
            : CifarTarLies::of,
        UnaryOperator.identity(),
        DatasetFormat.CIFAR10::open,
        new CifarJudge());
  }

  /** IDX files of an ending. */
  static FileKind mnist(String ending) {
    boolean isPacked = ending.endsWith(".gz");
    List<byte[]> files =
        List.of(
            IdxBytes.images(5, 9, 7),
            IdxBytes.file(0x0D, IdxBytes.elements(3, 120), 3, 2, 3, 5),
            IdxBytes.file(0x0B, IdxBytes.elements(4, 12), 4, 2, 3));
    return new FileKind(
        "mnist" + (isPacked ? ".gz" : ""),
        DatasetFormat.MNIST,
        ending,
        isPacked ? files.stream().map(CifarTar::gzip).toList() : files,
        isPacked
            ? (file, random) -> CifarTar.gzip(IdxLies.of(files.get(random.nextInt(3)), random))
            : IdxLies::of,
        UnaryOperator.identity(),
        DatasetFormat.MNIST::open,
        new IdxJudge());
  }

  static FileKind npy() {
    try {
      List<byte[]> samples =
          NpySample.all().stream()
              .map(NpySample::path)
              .map(FileKind::read)
              .filter(bytes -> bytes.length > 0 && bytes.length < 20_000)
              .toList();
      return new FileKind(
          "npy",
          DatasetFormat.NPY,
          ".npy",
          samples,
          NpyLies::of,
          UnaryOperator.identity(),
          DatasetFormat.NPY::open,
          new NpyJudge());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shards, plain or packed: their headers and what they hold. */
  static FileKind webdataset(String ending, UnaryOperator<byte[]> packed) {
    List<byte[]> shards =
        List.of(
            TarJudge.shard("rgb.png", "png", "3"),
            TarJudge.shard("baseline-420.jpg", "jpg", "{\"label\": 4}"),
            TarJudge.shard("lossy.webp", "webp", "a text"));
    return new FileKind(
        "webdataset" + ending,
        DatasetFormat.WEBDATASET,
        ending,
        shards.stream().map(packed).toList(),
        (file, random) -> packed.apply(TarLies.of(shards.get(random.nextInt(3)).clone(), random)),
        ending.equals(".tar") ? TarBytes::repaired : UnaryOperator.identity(),
        DatasetFormat.WEBDATASET::open,
        new TarJudge());
  }

  /** Files of pictures that TensorFlow and others wrote, gzipped ones or the others. */
  static FileKind tfrecord(boolean isGzip) {
    try (Stream<Path> files = Files.list(DatasetSample.directory("tfrecord"))) {
      List<byte[]> samples =
          files
              .filter(file -> file.toString().endsWith(".gz") == isGzip)
              .filter(file -> !file.toString().matches(".*(floats.tfrecord|manifest.tsv)"))
              .sorted()
              .map(FileKind::read)
              .toList();
      return new FileKind(
          isGzip ? "tfrecord-gzip" : "tfrecord",
          DatasetFormat.TFRECORD,
          isGzip ? ".tfrecord.gz" : ".tfrecord",
          samples,
          TfRecordJudge::lie,
          isGzip ? UnaryOperator.identity() : TfRecordJudge::repaired,
          DatasetFormat.TFRECORD::open,
          new TfRecordJudge());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
