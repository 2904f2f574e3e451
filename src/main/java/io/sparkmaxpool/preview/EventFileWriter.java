package io.sparkmaxpool.preview;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Writes an event file, which TensorBoard reads: {@code Event} messages (TensorFlow's {@code
 * event.proto} and {@code summary.proto}), each in a frame of the TFRecord format, which is its
 * length, that one's checksum, the message, its checksum.
 *
 * <pre>{@code
 * EventFileWriter events = new EventFileWriter(out, InstantSource.system());
 * events.scalar("rate/records_per_second", 0, 430_460f);
 * events.close();
 * }</pre>
 *
 * <p>Events have the times at which they were written. Not safe for use by several threads.
 */
public final class EventFileWriter implements Closeable {
  /** What the first event of a file says, so that readers know how to take the others. */
  private static final String VERSION = "brain.Event:2";

  /** Added to a checksum, lest data that holds checksums of itself has a checksum of no worth. */
  private static final int MASK = 0xA282EAD8;

  private static final double MILLIS = 1000;

  private final OutputStream out;
  private final InstantSource clock;

  /**
   * Begins a file.
   *
   * @param out takes the file, and is closed with this
   */
  public EventFileWriter(OutputStream out, InstantSource clock) throws IOException {
    this.out = out;
    this.clock = clock;
    write(event().text(3, VERSION));
  }

  /**
   * A name that TensorBoard takes for an event file's, e.g. {@code
   * "events.out.tfevents.1767225600.node-7.4711.0"}. It reads files in the order of their names, so
   * time comes first.
   *
   * @param host the writer's; characters that are no letter, digit, dot or hyphen become hyphens
   * @param pid the writer's process
   * @param ordinal of the file among those of the process
   */
  public static String fileName(Instant started, String host, long pid, long ordinal) {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s.%d.%d",
        started.getEpochSecond(),
        host.replaceAll("[^A-Za-z0-9.-]", "-"),
        pid,
        ordinal);
  }

  /** Adds a number, a point of the curve {@code tag}. */
  public void scalar(String tag, long step, float value) throws IOException {
    summary(step, new ProtoMessage().text(1, tag).float32(2, value));
  }

  /** Adds a picture under {@code tag}. */
  void image(String tag, long step, ImageGrid grid) throws IOException {
    ProtoMessage image =
        new ProtoMessage()
            .integer(1, grid.height())
            .integer(2, grid.width())
            .integer(3, ImageGrid.CHANNELS)
            .bytes(4, grid.png());
    summary(step, new ProtoMessage().text(1, tag).message(4, image));
  }

  private void summary(long step, ProtoMessage value) throws IOException {
    ProtoMessage event = event();
    if (step != 0) {
      // As protobuf does it: what is 0 is left out.
      event.integer(2, step);
    }
    write(event.message(5, new ProtoMessage().message(1, value)));
  }

  private ProtoMessage event() {
    return new ProtoMessage().float64(1, clock.millis() / MILLIS);
  }

  private void write(ProtoMessage event) throws IOException {
    byte[] data = event.toByteArray();
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] data) {
    return littleEndian(Integer.BYTES).putInt(maskedCrc(data)).array();
  }

  /** The CRC-32C of the data, turned by 15 bits, and masked. */
  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
