package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** What a file of CIFAR-10 permits: records that are its bytes, read through a buffer. */
final class CifarJudge implements FileKind.Judge {
  @Override
  public long mostBytes(byte[] file) {
    return 1 << 20;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    assertThat(record.label()).isBetween(0, 9);
    if (record.key().contains(".tar")) {
      // Where a mutant's entries lie is its own matter; its bytes they are.
      byte[] bytes = Mutation.joined(new byte[] {(byte) record.label()}, record.image().data());
      assertThat(latin(unpacked(file)).contains(latin(bytes))).as(record.key()).isTrue();
      return;
    }
    int start = 3073 * Integer.parseInt(record.key().substring(record.key().lastIndexOf('#') + 1));
    assertThat(record.label()).isEqualTo(file[start]);
    assertThat(record.image().data()).isEqualTo(Arrays.copyOfRange(file, start + 1, start + 3073));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** As far as another reader gets, which is to its last whole piece. */
  static byte[] unpacked(byte[] file) {
    if (file[0] != 0x1F) {
      return file;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(file))) {
      for (int next = stream.read(); next >= 0; next = stream.read()) {
        bytes.write(next);
      }
    } catch (IOException e) {
      // What came before is enough.
    }
    return bytes.toByteArray();
  }
}
