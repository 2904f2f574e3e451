package io.sparkmaxpool.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The frame header of a JPEG and the markers that say what its components mean (ITU-T T.81, B.2;
 * JFIF; Adobe's APP14).
 *
 * @param progressive whether the frame is progressive (SOF2), not baseline or extended
 * @param width pixels a row
 * @param height rows
 * @param components one, three or four, in the order of the frame
 * @param colour what the components are
 * @param position where the frame's marker stands
 * @param end the first byte after the frame's segment
 */
record JpegFrame(
    boolean progressive,
    int width,
    int height,
    List<Component> components,
    Colour colour,
    int position,
    int end) {

  /** Blocks of 8 x 8 samples a minimum coded unit has across and down. */
  record Component(int id, int across, int down) {}

  /** The colour spaces, chosen as libjpeg chooses them. */
  enum Colour {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  static final int SOS = 0xDA;
  static final int EOI = 0xD9;
  private static final int SOI = 0xD8;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;

  /** Reads markers up to the frame header; what comes after it is not looked at. */
  static JpegFrame find(EncodedBytes in) throws MalformedRecordException {
    int at = 2;
    boolean jfif = false;
    Optional<Integer> adobe = Optional.empty();
    while (true) {
      at = nextMarker(in, at);
      int marker = in.u8(at + 1);
      if (marker == SOI || marker == EOI || marker == SOS) {
        throw in.corrupt(at, "marker FF%02X before a frame header".formatted(marker));
      }
      if (!hasLength(marker)) {
        at += 2;
        continue;
      }
      int length = segmentLength(in, at);
      if (isFrame(marker)) {
        return parse(in, at, marker, length, jfif, adobe);
      }
      if (marker == APP0 && length >= 16 && in.has(at + 4, "JFIF\0")) {
        jfif = true;
      } else if (marker == APP14 && length >= 14 && in.has(at + 4, "Adobe")) {
        adobe = Optional.of(in.u8(at + 15));
      }
      in.require(at + 2L, length);
      at += 2 + length;
    }
  }

  /** The position of the next marker's last FF; bytes before it are skipped, as libjpeg does. */
  static int nextMarker(EncodedBytes in, int start) throws MalformedRecordException {
    byte[] bytes = in.bytes();
    for (int at = start; at < in.length() - 1; at++) {
      if (bytes[at] == -1 && bytes[at + 1] != -1 && bytes[at + 1] != 0) {
        return at;
      }
    }
    throw in.truncated("it has no end marker (FFD9)");
  }

  static boolean hasLength(int marker) {
    return marker != 0x01 && (marker < 0xD0 || marker > EOI);
  }

  static int segmentLength(EncodedBytes in, int at) throws MalformedRecordException {
    int length = in.u16Big(at + 2);
    if (length < 2) {
      throw in.corrupt(at, "a segment of length %d: it must be at least 2".formatted(length));
    }
    return length;
  }

  static boolean isFrame(int marker) {
    // C4, C8 and CC are tables and a reserved code among the frame headers.
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static JpegFrame parse(
      EncodedBytes in, int at, int marker, int length, boolean jfif, Optional<Integer> adobe)
      throws MalformedRecordException {
    if (marker > 0xC2) {
      throw in.unsupported(
          at,
          "frame FF%02X: baseline, extended and progressive Huffman are read".formatted(marker));
    }
    int precision = in.u8(at + 4);
    int height = in.u16Big(at + 5);
    int width = in.u16Big(at + 7);
    int count = in.u8(at + 9);
    if (precision != 8) {
      throw in.unsupported(at + 4, "%d bits a sample: 8 are read".formatted(precision));
    }
    if (height == 0) {
      throw in.unsupported(at + 5, "a height that comes after the first scan (DNL)");
    }
    if (width == 0) {
      throw in.corrupt(at + 7, "a width of 0: it must be at least 1");
    }
    if (count != 1 && count != 3 && count != 4) {
      throw in.unsupported(at + 9, "%d components: 1, 3 or 4 are read".formatted(count));
    }
    if (length != 8 + 3 * count) {
      throw in.corrupt(
          at + 2, "a frame header of length %d for %d components".formatted(length, count));
    }
    List<Component> components = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = at + 10 + 3 * i;
      int across = in.u8(from + 1) >> 4;
      int down = in.u8(from + 1) & 15;
      if (across < 1 || across > 4 || down < 1 || down > 4) {
        throw in.corrupt(
            from + 1, "sampling factors %d x %d: both must be 1 to 4".formatted(across, down));
      }
      components.add(new Component(in.u8(from), across, down));
    }
    return new JpegFrame(
        marker == 0xC2,
        width,
        height,
        List.copyOf(components),
        colour(components, jfif, adobe),
        at,
        at + 2 + length);
  }

  private static Colour colour(List<Component> components, boolean jfif, Optional<Integer> adobe) {
    return switch (components.size()) {
      case 1 -> Colour.GREY;
      case 3 -> {
        if (jfif) {
          yield Colour.YCC;
        }
        if (adobe.isPresent()) {
          yield adobe.get() == 0 ? Colour.RGB : Colour.YCC;
        }
        boolean named =
            components.get(0).id() == 'R'
                && components.get(1).id() == 'G'
                && components.get(2).id() == 'B';
        yield named ? Colour.RGB : Colour.YCC;
      }
      default -> adobe.isEmpty() || adobe.get() == 0 ? Colour.CMYK : Colour.YCCK;
    };
  }

  int mostAcross() {
    return components.stream().mapToInt(Component::across).max().orElseThrow();
  }

  int mostDown() {
    return components.stream().mapToInt(Component::down).max().orElseThrow();
  }
}
