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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose names or rights depend on the process that reads them: each in one of its own. */
class PlacesTest {
  /** Formats that read different files of a directory, each with its files' ending. */
  private static final Map<String, String> ENDINGS =
      new TreeMap<>(
          Map.of(
              "cifar10", ".bin", "image-folder", ".png", "npy", ".npy", "tfrecord", ".tfrecord"));

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

  private static void write(Path directory, String plain) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve(plain + ".png"), ImageSample.named("one-pixel.png").bytes());
    CifarBytes.write(directory.resolve(plain + ".bin"), CifarBytes.records(1, 4));
    NpyBytes.write(directory.resolve(plain + ".npy"), NpyBytes.file(DType.UINT8, 1, 1, 2, 2));
    ExampleBytes.write(
        directory.resolve(plain + ".tfrecord"), ExampleBytes.raw(7, 2, 2, 1).record());
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
    command.addAll(ENDINGS.keySet());
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
    write(raw("%C3%A4%E6%97%A5"), "plain");
    write(raw("%E9t%E9"), "plain");
    Files.write(raw("%C3%A4%E6%97%A5/%FF%20%C3%A4.png"), new byte[0]);
    Files.write(raw("%C3%A4%E6%97%A5/%EF%BF%BD.png"), new byte[0]);
    CifarBytes.write(raw("%C3%A4%E6%97%A5/%FE.bin"), CifarBytes.records(1, 4));

    List<String> lines = linesOf(locale);

    assertThat(lines.stream().map(line -> line.replaceAll(": .*| [0-9a-f]{8}$", "")))
        .containsExactly(
            "cifar10 \\xE9t\\xE9/plain.bin#0 4 deer",
            "cifar10 ä日/\\xFE.bin#0 4 deer",
            "cifar10 ä日/plain.bin#0 4 deer",
            "image-folder \\xE9t\\xE9/plain.png 0 \\xE9t\\xE9",
            "image-folder ä日/\\xFF ä.png",
            "image-folder ä日/plain.png 1 ä日",
            "image-folder ä日/\uFFFD.png",
            "npy \\xE9t\\xE9/plain.npy -1 null",
            "npy ä日/plain.npy -1 null",
            "tfrecord \\xE9t\\xE9/plain.tfrecord#0 7 null",
            "tfrecord ä日/plain.tfrecord#0 7 null");
    assertThat(lines.stream().filter(line -> line.contains(": ")))
        .hasSize(2)
        .allMatch(line -> line.contains(": decode truncated: the image ends at byte 0"));
  }

  @Test
  void whatMayNotBeReadIsOneBadRecordAndTheRestIsRead() throws Exception {
    write(root.resolve("a"), "good");
    write(root.resolve("closed"), "lost");
    write(root.resolve("nameless"), "lost");
    write(root.resolve("z"), "secret");
    for (String ending : ENDINGS.values()) {
      close(root.resolve("z/secret" + ending), "---------");
    }
    close(root.resolve("closed"), "---------");
    close(root.resolve("nameless"), "-wx------");

    List<String> lines = linesOf("C");

    String denied = " list unreadable: %s/%%s: permission denied ".formatted(root);
    List<String> expected = new ArrayList<>();
    for (String format : ENDINGS.keySet()) {
      String ending = ENDINGS.get(format);
      expected.add(
          format
              + " z/secret"
              + ending
              + ": read unreadable: "
              + root
              + "/z/secret"
              + ending
              + ": permission denied ");
      expected.add(format + " closed:" + denied.formatted("closed"));
      expected.add(format + " nameless:" + denied.formatted("nameless"));
    }
    assertThat(lines.stream().filter(line -> line.contains(": ")))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(lines.stream().filter(line -> !line.contains(": ")))
        .hasSize(ENDINGS.size())
        .allMatch(line -> line.contains(" a/good."));
  }

  @Test
  void aRootThatMayNotBeReadIsOneBadRecord() throws Exception {
    write(root.resolve("a"), "good");
    close(root, "---------");

    assertThat(linesOf("C"))
        .containsExactly(
            "cifar10 %s: list unreadable: %s: permission denied ".formatted(root, root),
            "image-folder %s: list unreadable: %s: permission denied ".formatted(root, root),
            "npy %s: list unreadable: %s: permission denied ".formatted(root, root),
            "tfrecord %s: list unreadable: %s: permission denied ".formatted(root, root));
  }
}
