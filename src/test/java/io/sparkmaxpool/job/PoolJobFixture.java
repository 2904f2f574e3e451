package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sparkmaxpool.sql.SparkTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Jobs over the demonstration data and over folders of a test's own, in one Spark session. */
@ExtendWith(SparkTest.class)
abstract class PoolJobFixture {
  static final Path CIFAR10 = Path.of("data", "cifar10").toAbsolutePath();
  static final Path IMAGES = Path.of("data", "images").toAbsolutePath();

  final SparkSession spark;
  @TempDir Path directory;

  PoolJobFixture(SparkSession spark) {
    this.spark = spark;
  }

  PoolResult run(Map<SpecKey<?>, String> options) throws IOException {
    return new PoolJob(spark).run(spec(options)).orElseThrow();
  }

  void assertRefused(Map<SpecKey<?>, String> options, ExitCode code, String line) {
    assertThatThrownBy(() -> run(options))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines()).containsExactly(line);
              assertThat(e.exitCode()).isEqualTo(code);
            });
  }

  void assertRefusedWith(Map<SpecKey<?>, String> options, String start) {
    assertThatThrownBy(() -> run(options))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines()).singleElement().asString().startsWith(start);
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            });
  }

  Map<SpecKey<?>, String> cifar10(String output) {
    return Map.of(
        SpecKey.INPUT_FORMAT,
        "cifar10",
        SpecKey.INPUT_PATH,
        CIFAR10.toString(),
        SpecKey.KERNEL_SIZE,
        "3",
        SpecKey.OUTPUT_PATH,
        directory.resolve(output).toString());
  }

  Map<SpecKey<?>, String> images(String output) {
    return with(
        cifar10(output),
        Map.of(SpecKey.INPUT_FORMAT, "image-folder", SpecKey.INPUT_PATH, IMAGES.toString()));
  }

  Map<SpecKey<?>, String> folder(String input, String output, Map<SpecKey<?>, String> options) {
    return with(
        with(images(output), Map.of(SpecKey.INPUT_PATH, directory.resolve(input).toString())),
        options);
  }

  static Map<SpecKey<?>, String> with(
      Map<SpecKey<?>, String> options, Map<SpecKey<?>, String> more) {
    Map<SpecKey<?>, String> all = new HashMap<>(options);
    all.putAll(more);
    return all;
  }

  static JobSpec spec(Map<SpecKey<?>, String> options) {
    Map<SpecKey<?>, List<String>> overrides = new HashMap<>();
    options.forEach((key, value) -> overrides.put(key, List.of(value)));
    return JobSpecReader.read(overrides);
  }

  static void writePng(Path file, int width, int height) throws IOException {
    ImageIO.write(
        new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
  }

  /** The signature and IHDR of an RGB PNG, and nothing else. */
  static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(chunk);
    out.writeBytes("IHDR");
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream png = new DataOutputStream(file);
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.writeInt(13);
    png.write(chunk.toByteArray());
    png.writeInt((int) crc.getValue());
    return file.toByteArray();
  }

  /**
   * A local disk on which files called locked.* may not be read: the superuser reads everything.
   */
  public static final class LockedFileSystem extends RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("locked:///");
    }

    @Override
    public String getScheme() {
      return "locked";
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      if (path.getName().startsWith("locked.")) {
        throw new AccessControlException("Permission denied: " + path);
      }
      return super.listStatus(path);
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      if (path.getName().startsWith("locked.")) {
        throw new AccessControlException("Permission denied: " + path);
      }
      return super.open(path, bufferSize);
    }
  }
}
