package io.sparkmaxpool.dataset;

import java.util.Arrays;

/**
 * The first frame of a GIF, on its logical screen. As Pillow has it: the screen grows where the
 * frame reaches beyond it, the part that the frame leaves free has the transparent colour where one
 * is named and colour 0 otherwise, and a GIF without a palette is grey.
 *
 * @param in the file
 * @param width of the screen
 * @param height of the screen
 * @param left of the frame
 * @param top of the frame
 * @param frameWidth pixels a row of the frame
 * @param frameHeight rows of the frame
 * @param interlaced whether the frame's rows come in four passes
 * @param background the colour index of what the frame leaves free
 * @param paletteAt where the palette starts, -1 where there is none
 * @param colours entries of the palette
 * @param dataAt where the frame's code size and data start
 */
record GifFile(
    EncodedBytes in,
    int width,
    int height,
    int left,
    int top,
    int frameWidth,
    int frameHeight,
    boolean interlaced,
    int background,
    int paletteAt,
    int colours,
    int dataAt) {
  private static final int SCREEN_HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;
  private static final int TRAILER = 0x3B;
  private static final int GRAPHIC_CONTROL = 0xF9;

  private static final int[] PASS_START = {0, 4, 2, 1};
  private static final int[] PASS_STEP = {8, 8, 4, 2};

  static GifFile parse(EncodedBytes in) throws MalformedRecordException {
    int flags = in.u8(10);
    int paletteAt = (flags & 0x80) != 0 ? SCREEN_HEADER : -1;
    int colours = paletteAt < 0 ? 0 : 2 << (flags & 7);
    int at = SCREEN_HEADER + 3 * colours;
    int background = 0;
    while (true) {
      switch (in.u8(at)) {
        case EXTENSION -> {
          if (in.u8(at + 1) == GRAPHIC_CONTROL && in.u8(at + 2) >= 4) {
            background = (in.u8(at + 3) & 1) != 0 ? in.u8(at + 6) : 0;
          }
          at = skipBlocks(in, at + 2);
        }
        case IMAGE -> {
          int frameFlags = in.u8(at + 9);
          int dataAt = at + 10;
          if ((frameFlags & 0x80) != 0) {
            paletteAt = dataAt;
            colours = 2 << (frameFlags & 7);
            dataAt += 3 * colours;
          }
          int left = in.u16Little(at + 1);
          int top = in.u16Little(at + 3);
          int frameWidth = in.u16Little(at + 5);
          int frameHeight = in.u16Little(at + 7);
          if (frameWidth == 0 || frameHeight == 0) {
            throw in.corrupt(at + 5, "a frame of %d x %d".formatted(frameWidth, frameHeight));
          }
          return new GifFile(
              in,
              Math.max(in.u16Little(6), left + frameWidth),
              Math.max(in.u16Little(8), top + frameHeight),
              left,
              top,
              frameWidth,
              frameHeight,
              (frameFlags & 0x40) != 0,
              background,
              paletteAt,
              colours,
              dataAt);
        }
        case TRAILER -> throw in.corrupt(at, "the end comes before any frame");
        default ->
            throw in.corrupt(at, "%02X: an extension, frame or end is due".formatted(in.u8(at)));
      }
    }
  }

  /**
   * The screen's pixels, planar RGB.
   *
   * @throws MalformedRecordException TRUNCATED if the frame has too few pixels or the file stops
   *     before its end mark; CORRUPT for an impossible code
   */
  byte[] planarRgb() throws MalformedRecordException {
    requireEnd();
    byte[] frame = new GifCodes(in, dataAt).indices(frameWidth * frameHeight);
    byte[][] palette = palette();
    int plane = width * height;
    byte[] planes = new byte[3 * plane];
    for (int channel = 0; channel < 3; channel++) {
      Arrays.fill(planes, channel * plane, (channel + 1) * plane, palette[channel][background]);
    }
    int from = 0;
    for (int pass = 0; pass < (interlaced ? PASS_START.length : 1); pass++) {
      int step = interlaced ? PASS_STEP[pass] : 1;
      for (int y = interlaced ? PASS_START[pass] : 0; y < frameHeight; y += step) {
        int to = (top + y) * width + left;
        for (int x = 0; x < frameWidth; x++, from++, to++) {
          int index = frame[from] & 0xFF;
          planes[to] = palette[0][index];
          planes[to + plane] = palette[1][index];
          planes[to + 2 * plane] = palette[2][index];
        }
      }
    }
    return planes;
  }

  /** Walks the later blocks: what follows the end mark, or is no block at all, is ignored. */
  private void requireEnd() throws MalformedRecordException {
    int at = skipBlocks(in, dataAt + 1);
    while (true) {
      if (at >= in.length()) {
        throw in.truncated("it has no end mark (3B)");
      }
      switch (in.u8(at)) {
        case EXTENSION -> at = skipBlocks(in, at + 2);
        case IMAGE -> {
          int flags = in.u8(at + 9);
          int local = (flags & 0x80) != 0 ? 3 * (2 << (flags & 7)) : 0;
          at = skipBlocks(in, at + 10 + local + 1);
        }
        default -> {
          return;
        }
      }
    }
  }

  private static int skipBlocks(EncodedBytes in, int start) throws MalformedRecordException {
    int at = start;
    int size = in.u8(at);
    while (size > 0) {
      at += size + 1;
      size = in.u8(at);
    }
    return at + 1;
  }

  private byte[][] palette() throws MalformedRecordException {
    byte[][] palette = new byte[3][256];
    for (int i = 0; i < 256; i++) {
      for (int channel = 0; channel < 3; channel++) {
        if (paletteAt < 0) {
          palette[channel][i] = (byte) i;
        } else if (i < colours) {
          palette[channel][i] = (byte) in.u8(paletteAt + 3 * i + channel);
        }
      }
    }
    return palette;
  }
}
