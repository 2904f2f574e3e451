package io.sparkmaxpool.dataset;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Decodes JPEG and WebP with OpenCV, that is with libjpeg-turbo and libwebp. */
final class OpenCvImageDecoder extends CheckedImageDecoder {
  private static final int FLAGS = IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION;

  /** The sample value that libjpeg leaves where data are missing. */
  private static final byte UNTOUCHED = (byte) 128;

  /**
   * JavaCPP's own key: the resident memory above which it makes no native object. It asks the
   * kernel for that memory at every object it makes, in a file below {@code /proc}.
   */
  private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private OpenCvImageDecoder() {}

  /**
   * Loads the native libraries: the only place that does.
   *
   * @throws LinkageError if there are none for this platform, or they do not load
   */
  static OpenCvImageDecoder load() {
    // Whatever is made for an image is freed with it, so there is nothing for a limit to hold back,
    // and a process that is large for another reason would lose its images to it.
    if (System.getProperty(MEMORY_LIMIT) == null) {
      System.setProperty(MEMORY_LIMIT, "0");
    }
    Loader.load(opencv_imgcodecs.class);
    return new OpenCvImageDecoder();
  }

  @Override
  byte[] jpeg(EncodedBytes in, JpegFrame frame, JpegScans scans) throws MalformedRecordException {
    byte[] planes = decode(in, frame.width(), frame.height());
    // OpenCV keeps libjpeg's warnings to itself. Where the scans end early the rest stays grey, so
    // only an image whose last pixel has that grey is read once more by the decoder that tells.
    int plane = frame.width() * frame.height();
    if (planes[plane - 1] == UNTOUCHED
        && planes[2 * plane - 1] == UNTOUCHED
        && planes[3 * plane - 1] == UNTOUCHED) {
      JpegRaster.components(in, frame, scans);
    }
    return planes;
  }

  @Override
  byte[] webp(EncodedBytes in, ImageHeader header) throws MalformedRecordException {
    return decode(in, header.width(), header.height());
  }

  private static byte[] decode(EncodedBytes in, int width, int height)
      throws MalformedRecordException {
    try (BytePointer source = new BytePointer(in.bytes());
        Mat buffer = new Mat(1, in.length(), CV_8UC1, source);
        Mat bgr = imdecode(buffer, FLAGS)) {
      if (bgr.empty()) {
        throw in.corrupt(0, "the native decoder refuses it");
      }
      if (bgr.cols() != width || bgr.rows() != height || bgr.type() != CV_8UC3) {
        throw in.corrupt(
            0,
            "the native decoder found %d x %d pixels, the header says %d x %d"
                .formatted(bgr.cols(), bgr.rows(), width, height));
      }
      return planes(bgr);
    } catch (RuntimeException e) {
      // JavaCPP turns every C++ exception into this type; the first line names the rule it broke.
      throw in.corrupt(0, "the native decoder refuses it: " + firstLine(e));
    }
  }

  private static byte[] planes(Mat bgr) {
    int plane = bgr.rows() * bgr.cols();
    byte[] planes = new byte[3 * plane];
    try (Mat channel = new Mat(bgr.rows(), bgr.cols(), CV_8UC1)) {
      for (int c = 0; c < 3; c++) {
        extractChannel(bgr, channel, 2 - c);
        channel.data().get(planes, c * plane, plane);
      }
    }
    return planes;
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public String name() {
    return "opencv";
  }
}
