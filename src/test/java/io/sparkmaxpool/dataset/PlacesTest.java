package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose names or rights depend on the process that reads them: each in one of its own. */
class PlacesTest {
  @TempDir Path root;

  private final List<Path> closed = new ArrayList<>();

  @AfterEach
  void openAgain() throws IOException {
    for (Path path : closed) {
      permit(path, "rwx------");
    }
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private void close(Path path, String permissions) throws IOException {
    closed.add(0, path);
    permit(path, permissions);
  }

  /** A path below the root whose name has these bytes, whatever this process's locale. */
  private Path raw(String escaped) {
    return Path.of(URI.create(root.toUri() + escaped));
  }

  /** What every name of a good file of a format ends with; a mark, where one is in its key. */
  private static String ending(DatasetFormat format) {
    return switch (format) {
      case CIFAR10, CIFAR100 -> ".bin";
      case IMAGE_FOLDER -> ".png";
      case MNIST -> "-idx3-ubyte";
      case NPY -> ".npy";
      case WEBDATASET -> ".tar";
      case TFRECORD -> ".tfrecord";
    };
  }

  /** A file of one good record. */
  private static byte[] file(DatasetFormat format) {
    return switch (format) {
      case CIFAR10 -> CifarBytes.records(1, 4);
      case CIFAR100 -> new byte[3074];
      case IMAGE_FOLDER -> ImageSample.named("one-pixel.png").bytes();
      case MNIST -> IdxBytes.images(1, 2, 2);
      case NPY -> NpyBytes.file(DType.UINT8, 1, 1, 2, 2);
      case WEBDATASET ->
          new TarBytes().file("1.png", ImageSample.named("one-pixel.png").bytes()).end();
      case TFRECORD -> ExampleBytes.raw(7, 2, 2, 1).record();
    };
  }

  /** A good file of each format, in a directory of the format's dataset. */
  private void write(String directory, String plain) throws IOException {
    for (DatasetFormat format : DatasetFormat.values()) {
      Path file = raw(format.label() + "/" + directory).resolve(plain + ending(format));
      Files.createDirectories(file.getParent());
      Files.write(file, file(format));
    }
  }

  /**
   * The lines of {@link ReadersMain} in a process that minds the permissions of files: root's does
   * not unless it gives away the right to pass them by.
   */
  private List<String> linesOf(String locale) throws Exception {
    List<String> command = new ArrayList<>();
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
      command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dsparkmaxpool.decoder=imageio",
            "-cp",
            System.getProperty("java.class.path"),
            ReadersMain.class.getName(),
            root.toString()));
    Path errors = Files.createTempFile("readers", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put("LC_ALL", locale);
    Process process = builder.start();
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    Files.delete(errors);
    return new String(out, StandardCharsets.UTF_8).lines().toList();
  }

  /** A name of a file is bytes; those that are not UTF-8 have a key all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void namesAreReadUnderAnyLocale(String locale) throws Exception {
    write("%C3%A4%E6%97%A5", "plain");
    write("%E9t%E9", "plain");
    Files.write(raw("image-folder/%C3%A4%E6%97%A5/%FF%20%C3%A4.png"), new byte[0]);
    Files.write(raw("image-folder/%C3%A4%E6%97%A5/%EF%BF%BD.png"), new byte[0]);
    CifarBytes.write(raw("cifar10/%C3%A4%E6%97%A5/%FE.bin"), CifarBytes.records(1, 4));
    List<String> expected = new ArrayList<>();
    for (DatasetFormat format : DatasetFormat.values()) {
      expected.add(format.label() + " \\xE9t\\xE9/plain" + ending(format));
      expected.add(format.label() + " ä日/plain" + ending(format));
    }
    expected.add("cifar10 ä日/\\xFE.bin");
    expected.add("image-folder ä日/\\xFF ä.png");
    expected.add("image-folder ä日/\uFFFD.png");

    List<String> lines = linesOf(locale);

    // The key alone, without what stands for a record in it.
    assertThat(
            lines.stream()
                .map(line -> line.replaceAll("#[01] .*|: .*| -?[01] [^ ]* [0-9a-f]{8}$", "")))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(lines)
        .contains("image-folder ä日/plain.png 1 ä日 " + lastWord(lines, "ä日/plain.png"))
        .contains(
            "image-folder \\xE9t\\xE9/plain.png 0 \\xE9t\\xE9 " + lastWord(lines, "ä日/plain.png"));
    assertThat(lines.stream().filter(line -> line.contains(": ")))
        .hasSize(2)
        .allMatch(line -> line.contains(": decode truncated: the image ends at byte 0"));
  }

  private static String lastWord(List<String> lines, String key) {
    String line = lines.stream().filter(one -> one.contains(key)).findFirst().orElseThrow();
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  @Test
  void whatMayNotBeReadIsOneBadRecordAndTheRestIsRead() throws Exception {
    for (String directory : List.of("a", "closed", "nameless", "z")) {
      write(directory, directory.equals("z") ? "secret" : "good");
    }
    for (DatasetFormat format : DatasetFormat.values()) {
      Path dataset = root.resolve(format.label());
      close(dataset.resolve("z/secret" + ending(format)), "---------");
      close(dataset.resolve("closed"), "---------");
      close(dataset.resolve("nameless"), "-wx------");
    }

    List<String> lines = linesOf("C");

    List<String> expected = new ArrayList<>();
    for (DatasetFormat format : DatasetFormat.values()) {
      Path dataset = root.resolve(format.label());
      String file = "z/secret" + ending(format);
      expected.add(
          "%s %s: read unreadable: %s: permission denied "
              .formatted(format.label(), file, dataset.resolve(file)));
      for (String directory : List.of("closed", "nameless")) {
        expected.add(
            "%s %s: list unreadable: %s: permission denied "
                .formatted(format.label(), directory, dataset.resolve(directory)));
      }
    }
    assertThat(lines.stream().filter(line -> line.contains(": ")))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(lines.stream().filter(line -> !line.contains(": ")))
        .hasSize(DatasetFormat.values().length)
        .allMatch(line -> line.contains(" a/good"));
  }

  @Test
  void aRootThatMayNotBeReadIsOneBadRecord() throws Exception {
    write("a", "good");
    List<String> expected = new ArrayList<>();
    for (DatasetFormat format : DatasetFormat.values()) {
      Path dataset = root.resolve(format.label());
      close(dataset, "---------");
      expected.add(
          "%s %s: list unreadable: %s: permission denied "
              .formatted(format.label(), dataset, dataset));
    }

    assertThat(linesOf("C")).containsExactlyElementsOf(expected);
  }
}
