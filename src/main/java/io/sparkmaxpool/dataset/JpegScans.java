package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;

/**
 * Walks a JPEG from its start to its end marker and finds what is missing without decoding: libjpeg
 * paints missing data grey and says nothing that its callers hear.
 *
 * <p>A file is truncated if the end marker is missing, a component has no scan, a scan has fewer
 * restart markers than its size asks for, or fewer bits than one or two a block. What follows the
 * end marker is ignored.
 */
final class JpegScans {
  /** More than any encoder writes. */
  private static final int MOST_SCANS = 500;

  /**
   * How often scans may come back to a block, on average: encoders write some ten scans. One costs
   * a block up to a quarter of a microsecond, and a scan of any number of blocks a few bytes, so
   * that a file of 50 kB would keep a decoder for minutes.
   */
  private static final int MOST_VISITS = 32;

  /** So many blocks are done within about a second, however often. */
  private static final long FEW_BLOCKS = 1 << 22;

  private static final int DRI = 0xDD;

  private final EncodedBytes in;
  private final JpegFrame frame;
  private final boolean[] seen;
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private int restartInterval;
  private int firstScan = -1;
  private int scans;
  private long visited;
  private int end;

  private JpegScans(EncodedBytes in, JpegFrame frame) {
    this.in = in;
    this.frame = frame;
    this.seen = new boolean[frame.components().size()];
  }

  /**
   * Checks the file.
   *
   * @throws MalformedRecordException TRUNCATED or CORRUPT
   */
  static JpegScans check(EncodedBytes in, JpegFrame frame) throws MalformedRecordException {
    JpegScans scans = new JpegScans(in, frame);
    scans.walk();
    return scans;
  }

  /** Where the end marker stands. */
  int endMarker() {
    return end - 2;
  }

  /** The file without its application segments and comments, and without what follows its end. */
  byte[] withoutMetadata() {
    plain.write(in.bytes(), firstScan, end - firstScan);
    byte[] result = plain.toByteArray();
    plain.reset();
    return result;
  }

  private void walk() throws MalformedRecordException {
    plain.write(in.bytes(), 0, 2);
    int at = 2;
    while (true) {
      at = JpegFrame.nextMarker(in, at);
      int marker = in.u8(at + 1);
      if (marker == JpegFrame.EOI) {
        end = at + 2;
        requireAllComponents();
        return;
      }
      if (!JpegFrame.hasLength(marker)) {
        at += 2;
        continue;
      }
      int length = JpegFrame.segmentLength(in, at);
      in.require(at + 2, length);
      if (JpegFrame.isFrame(marker) && at != frame.position()) {
        throw in.corrupt(at, "a second frame header");
      }
      if (marker == DRI) {
        restartInterval = in.u16Big(at + 4);
      }
      if (marker == JpegFrame.SOS) {
        firstScan = firstScan < 0 ? at : firstScan;
        at = scan(at, length);
        continue;
      }
      boolean metadata = marker >= 0xE0 && marker <= 0xEF || marker == 0xFE;
      if (firstScan < 0 && !metadata) {
        plain.write(in.bytes(), at, 2 + length);
      }
      at += 2 + length;
    }
  }

  /** Returns the position of the marker after the scan's data. */
  private int scan(int at, int length) throws MalformedRecordException {
    int count = in.u8(at + 4);
    if (count < 1 || count > 4 || length != 6 + 2 * count) {
      throw in.corrupt(at, "a scan of %d components with length %d".formatted(count, length));
    }
    if (++scans > MOST_SCANS) {
      throw in.unsupported(at, "more than %d scans".formatted(MOST_SCANS));
    }
    int start = in.u8(at + 5 + 2 * count);
    int blocks = 0;
    JpegFrame.Component only = null;
    for (int i = 0; i < count; i++) {
      int index = indexOf(in.u8(at + 5 + 2 * i), at);
      only = frame.components().get(index);
      blocks += only.across() * only.down();
      seen[index] |= start == 0;
    }
    long units = count == 1 ? blocksOf(only) : units();
    visited += count == 1 ? units : units * blocks;
    if (visited > Math.max(FEW_BLOCKS, MOST_VISITS * allBlocks())) {
      throw in.unsupported(
          at,
          "the scans come to %d blocks in an image of %d: at most %d times as many are decoded"
              .formatted(visited, allBlocks(), MOST_VISITS));
    }
    long bitsPerUnit = frame.progressive() ? (start == 0 ? 1 : 0) : 2;
    if (count > 1) {
      bitsPerUnit *= blocks;
    }

    int from = at + 2 + length;
    byte[] bytes = in.bytes();
    int last = in.length() - 1;
    int restarts = 0;
    int to = from;
    while (true) {
      to = in.nextFf(to, last);
      if (to >= last) {
        throw in.truncated(
            "its scan from byte %d goes on, and there is no end marker (FFD9)".formatted(at));
      }
      int next = bytes[to + 1] & 0xFF;
      if (next >= 0xD0 && next <= 0xD7) {
        restarts++;
      } else if (next != 0 && next != 0xFF) {
        break;
      }
      to += next == 0xFF ? 1 : 2;
    }
    requireData(at, units, (to - from) * 8L, units * bitsPerUnit, restarts);
    return to;
  }

  private void requireData(int at, long units, long bits, long leastBits, int restarts)
      throws MalformedRecordException {
    if (bits < leastBits) {
      throw missing(
          "the scan at byte %d has %d bits of data, but needs at least %d"
              .formatted(at, bits, leastBits));
    }
    long expected = restartInterval == 0 ? 0 : (units - 1) / restartInterval;
    if (restarts < expected) {
      throw missing(
          "the scan at byte %d has %d restart markers, but needs %d"
              .formatted(at, restarts, expected));
    }
  }

  private int indexOf(int id, int at) throws MalformedRecordException {
    for (int i = 0; i < seen.length; i++) {
      if (frame.components().get(i).id() == id) {
        return i;
      }
    }
    throw in.corrupt(at, "a scan of component %d, which the frame does not have".formatted(id));
  }

  private long units() {
    return (long) ceilDiv(frame.width(), 8 * frame.mostAcross())
        * ceilDiv(frame.height(), 8 * frame.mostDown());
  }

  private long allBlocks() {
    return frame.components().stream().mapToLong(this::blocksOf).sum();
  }

  private long blocksOf(JpegFrame.Component component) {
    int columns = ceilDiv(frame.width() * component.across(), frame.mostAcross());
    int rows = ceilDiv(frame.height() * component.down(), frame.mostDown());
    return (long) ceilDiv(columns, 8) * ceilDiv(rows, 8);
  }

  private void requireAllComponents() throws MalformedRecordException {
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        throw missing(
            "component %d has no scan before the end marker at byte %d"
                .formatted(frame.components().get(i).id(), end - 2));
      }
    }
  }

  private static MalformedRecordException missing(String what) {
    return new MalformedRecordException(BadRecord.Fault.TRUNCATED, "JPEG: " + what);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
