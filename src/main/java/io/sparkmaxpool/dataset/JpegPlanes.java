package io.sparkmaxpool.dataset;

/**
 * Turns a JPEG's stored components into planes of RGB with libjpeg's integer arithmetic (its
 * jdcolor: 16 fraction bits, rounded), so that the bits are those of libjpeg-turbo.
 */
final class JpegPlanes {
  private static final int BITS = 16;
  private static final int HALF = 1 << BITS - 1;
  private static final int[] CR_TO_RED = new int[256];
  private static final int[] CB_TO_BLUE = new int[256];
  private static final int[] CR_TO_GREEN = new int[256];
  private static final int[] CB_TO_GREEN = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      CR_TO_RED[i] = fixed(1.40200) * x + HALF >> BITS;
      CB_TO_BLUE[i] = fixed(1.77200) * x + HALF >> BITS;
      CR_TO_GREEN[i] = -fixed(0.71414) * x;
      CB_TO_GREEN[i] = -fixed(0.34414) * x + HALF;
    }
  }

  private JpegPlanes() {}

  /**
   * @param samples the interleaved components of {@code JpegRaster}; overwritten
   * @return planar RGB
   */
  static byte[] of(byte[] samples, JpegFrame frame) {
    smoothRows(samples, frame);
    int plane = frame.width() * frame.height();
    byte[] planes = new byte[3 * plane];
    switch (frame.colour()) {
      case GREY -> {
        for (int channel = 0; channel < 3; channel++) {
          System.arraycopy(samples, 0, planes, channel * plane, plane);
        }
      }
      case RGB -> {
        for (int i = 0, from = 0; i < plane; i++, from += 3) {
          planes[i] = samples[from];
          planes[i + plane] = samples[from + 1];
          planes[i + 2 * plane] = samples[from + 2];
        }
      }
      case YCC -> fromYcc(samples, planes, plane);
      case CMYK -> fromInk(samples, planes, plane, false);
      case YCCK -> fromInk(samples, planes, plane, true);
    }
    return planes;
  }

  private static void fromYcc(byte[] samples, byte[] planes, int plane) {
    for (int i = 0, from = 0; i < plane; i++, from += 3) {
      int y = samples[from] & 0xFF;
      int cb = samples[from + 1] & 0xFF;
      int cr = samples[from + 2] & 0xFF;
      planes[i] = clamp(y + CR_TO_RED[cr]);
      planes[i + plane] = clamp(y + (CB_TO_GREEN[cb] + CR_TO_GREEN[cr] >> BITS));
      planes[i + 2 * plane] = clamp(y + CB_TO_BLUE[cb]);
    }
  }

  /**
   * Four inks. Adobe stores them inverted, and so every reader takes it, marker or not: 255 is no
   * ink. Then a channel is what the ink and the black leave, as Pillow rounds it.
   */
  private static void fromInk(byte[] samples, byte[] planes, int plane, boolean ycc) {
    for (int i = 0, from = 0; i < plane; i++, from += 4) {
      int first = samples[from] & 0xFF;
      int second = samples[from + 1] & 0xFF;
      int third = samples[from + 2] & 0xFF;
      if (ycc) {
        int y = first;
        int cb = second;
        int cr = third;
        first = 255 - (clamp(y + CR_TO_RED[cr]) & 0xFF);
        second = 255 - (clamp(y + (CB_TO_GREEN[cb] + CR_TO_GREEN[cr] >> BITS)) & 0xFF);
        third = 255 - (clamp(y + CB_TO_BLUE[cb]) & 0xFF);
      }
      int light = samples[from + 3] & 0xFF;
      planes[i] = left(first, light);
      planes[i + plane] = left(second, light);
      planes[i + 2 * plane] = left(third, light);
    }
  }

  /** What inks leave of the light, both 255 where there is none of the ink. */
  static byte left(int stored, int light) {
    int product = (255 - stored) * light + 128;
    return (byte) (light - ((product >> 8) + product >> 8));
  }

  /**
   * Components with half the rows and all the columns (4:4:0, a rotated 4:2:2): libjpeg 6b, which
   * most JDKs bundle, doubles their rows; libjpeg-turbo, which some distributions' JDKs link,
   * weighs the nearer row 3 to 1. This makes the one into the other.
   */
  private static void smoothRows(byte[] samples, JpegFrame frame) {
    int count = frame.components().size();
    int stride = frame.width() * count;
    for (int c = 0; c < count; c++) {
      JpegFrame.Component component = frame.components().get(c);
      if (component.across() == frame.mostAcross()
          && component.down() * 2 == frame.mostDown()
          && hasDoubledRows(samples, c, count, stride)) {
        for (int x = c; x < stride; x += count) {
          smoothColumn(samples, x, stride, frame.height());
        }
      }
    }
  }

  private static boolean hasDoubledRows(byte[] samples, int first, int count, int stride) {
    for (int row = 0; row + stride < samples.length; row += 2 * stride) {
      for (int i = row + first; i < row + stride; i += count) {
        if (samples[i] != samples[i + stride]) {
          return false;
        }
      }
    }
    return true;
  }

  private static void smoothColumn(byte[] samples, int first, int stride, int height) {
    int above = samples[first] & 0xFF;
    for (int y = 0; y < height; y += 2) {
      int at = first + y * stride;
      int here = samples[at] & 0xFF;
      int below = y + 2 < height ? samples[at + 2 * stride] & 0xFF : here;
      samples[at] = (byte) (3 * here + above + 1 >> 2);
      if (y + 1 < height) {
        samples[at + stride] = (byte) (3 * here + below + 2 >> 2);
      }
      above = here;
    }
  }

  private static int fixed(double value) {
    return (int) (value * (1 << BITS) + 0.5);
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
