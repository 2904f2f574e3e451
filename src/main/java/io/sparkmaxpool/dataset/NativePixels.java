package io.sparkmaxpool.dataset;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.split;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Native memory in which OpenCV decodes one image after another and takes it apart into planes. It
 * is kept from image to image, since the system would clear new pages for every one. Not safe for
 * use by several threads.
 */
final class NativePixels {
  /** Memory for the pixels of a larger image, or for a longer file, is given back after it. */
  static final long MOST_KEPT = 16L << 20;

  private static final int FLAGS = IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION;
  private static final int CHANNELS = 3;

  /** Pixels that are taken apart at once: few enough that a core's caches hold them meanwhile. */
  private static final int BAND = 1 << 15;

  private BytePointer file = new BytePointer(0L);
  private BytePointer pixels = new BytePointer(0L);
  private final BytePointer channels = new BytePointer((long) CHANNELS * BAND);
  private final Mat channelMats = new Mat((long) CHANNELS);
  private int bandLength;

  /**
   * Decodes a file of {@code width * height} pixels, as its header says.
   *
   * @return planar RGB
   * @throws MalformedRecordException CORRUPT
   */
  byte[] planarRgb(EncodedBytes in, int width, int height) throws MalformedRecordException {
    try {
      file = room(file, in.length());
      file.put(in.bytes(), 0, in.length());
      pixels = room(pixels, (long) CHANNELS * width * height);
      try (Mat encoded = new Mat(1, in.length(), CV_8UC1, file);
          Mat room = new Mat(height, width, CV_8UC3, pixels);
          Mat bgr = imdecode(encoded, FLAGS, room)) {
        if (bgr.empty()) {
          throw in.corrupt(0, "the native decoder refuses it");
        }
        if (bgr.cols() != width || bgr.rows() != height || bgr.type() != CV_8UC3) {
          throw in.corrupt(
              0,
              "the native decoder found %d x %d pixels, the header says %d x %d"
                  .formatted(bgr.cols(), bgr.rows(), width, height));
        }
        return planes(bgr.data(), width * height);
      }
    } catch (RuntimeException e) {
      // JavaCPP turns every C++ exception into this type; the first line names the rule it broke.
      throw in.corrupt(0, "the native decoder refuses it: " + firstLine(e));
    } finally {
      file = keptOf(file);
      pixels = keptOf(pixels);
    }
  }

  private byte[] planes(BytePointer bgr, int plane) {
    byte[] planes = new byte[CHANNELS * plane];
    int length = Math.min(BAND, plane);
    cut(length);
    for (int from = 0; from < plane; from += length) {
      // The last band starts early enough to be as long as all others.
      int at = Math.min(from, plane - length);
      try (Mat band = new Mat(1, length, CV_8UC3, bgr.position((long) CHANNELS * at))) {
        split(band, channelMats.position(0));
      }
      for (int c = 0; c < CHANNELS; c++) {
        int stored = CHANNELS - 1 - c;
        channels.position((long) stored * BAND).get(planes, c * plane + at, length);
      }
    }
    return planes;
  }

  /** Makes the channels' matrices bands of this length. */
  private void cut(int length) {
    if (length == bandLength) {
      return;
    }
    for (int c = 0; c < CHANNELS; c++) {
      try (Mat channel = new Mat(1, length, CV_8UC1, channels.position((long) c * BAND))) {
        channelMats.position(c).put(channel);
      }
    }
    bandLength = length;
  }

  private static BytePointer room(BytePointer old, long bytes) {
    if (old.capacity() >= bytes) {
      return old;
    }
    old.close();
    return new BytePointer(bytes);
  }

  private static BytePointer keptOf(BytePointer used) {
    if (used.capacity() <= MOST_KEPT) {
      return used;
    }
    used.close();
    return new BytePointer(0L);
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
