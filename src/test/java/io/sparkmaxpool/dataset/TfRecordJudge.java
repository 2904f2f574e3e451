package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * What a TFRecord file permits: a few copies of what it unpacks to, and images that lie in it or
 * that their headers tell of.
 */
final class TfRecordJudge implements FileKind.Judge {
  private static final long ANY_FILE = 4 << 20;
  private static final int FOR_A_BYTE = 64;
  private static final int FOR_A_PIXEL = 24;

  private byte[] lastFile = {};
  private byte[] lastUnpacked = {};

  @Override
  public long mostBytes(byte[] file) {
    return ANY_FILE
        + FOR_A_BYTE * (long) unpacked(file).length
        + (file.length > 0 ? FOR_A_PIXEL * MutantsTest.MAX_PIXELS : 0);
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    assertThat(record.image().shape().elements()).isPositive();
    assertThat(record.image().shape().rank()).isEqualTo(3);
    assertThat((long) record.image().shape().extent(1) * record.image().shape().extent(2))
        .isLessThanOrEqualTo(MutantsTest.MAX_PIXELS);
    assertThat(record.length()).isBetween(1L, (long) unpacked(file).length);
    // Every record that is read has both of its checksums.
    long ordinal = Long.parseLong(record.key().substring(record.key().lastIndexOf('#') + 1));
    byte[] bytes = unpacked(file);
    int at = 0;
    for (long i = 0; i < ordinal; i++) {
      at += 16 + length(bytes, at);
    }
    byte[] data = Arrays.copyOfRange(bytes, at + 12, at + 12 + length(bytes, at));
    assertThat(ExampleBytes.frame(data))
        .isEqualTo(Arrays.copyOfRange(bytes, at, at + 16 + data.length));
  }

  private static int length(byte[] bytes, int at) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  private byte[] unpacked(byte[] file) {
    if (file == lastFile) {
      return lastUnpacked;
    }
    lastFile = file;
    lastUnpacked = file;
    if (file.length >= 2 && file[0] == 0x1F && file[1] == (byte) 0x8B) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
        for (int next; (next = in.read()) >= 0; ) {
          bytes.write(next);
        }
      } catch (IOException e) {
        // What is before the fault counts.
      }
      lastUnpacked = bytes.toByteArray();
    }
    return lastUnpacked;
  }

  /**
   * Files whose lengths, or those of their features, are absurd, under checksums that are right.
   */
  static byte[] lie(byte[] file, Random random) {
    if (file.length < 20 || random.nextInt(4) == 0) {
      return Mutation.joined(ExampleBytes.header(Mutation.absurd(random)), file);
    }
    // The first bytes of the data are the lengths of the messages.
    int at = 12 + random.nextInt(Math.min(file.length - 12, 64));
    byte[] bytes = file.clone();
    bytes[at] = (byte) Mutation.absurd(random);
    return repaired(bytes);
  }

  /** The file with right checksums around its records, as far as its lengths lead. */
  static byte[] repaired(byte[] file) {
    byte[] bytes = file.clone();
    int at = 0;
    while (bytes.length - at >= 12) {
      byte[] header =
          ExampleBytes.header(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at));
      System.arraycopy(header, 0, bytes, at, header.length);
      long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
      if (length < 0 || length > bytes.length - at - 16) {
        break;
      }
      byte[] data = Arrays.copyOfRange(bytes, at + 12, at + 12 + (int) length);
      Mutation.with(bytes, at + 12 + data.length, 4, ExampleBytes.masked(data), false);
      at += 16 + data.length;
    }
    return bytes;
  }
}
