package io.sparkmaxpool.dataset;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/** Decodes JPEG and WebP with OpenCV, that is with libjpeg-turbo and libwebp. */
final class OpenCvImageDecoder extends CheckedImageDecoder {
  /** The sample value that libjpeg leaves where data are missing. */
  private static final byte UNTOUCHED = (byte) 128;

  /**
   * JavaCPP's own key: the resident memory above which it makes no native object. It asks the
   * kernel for that memory at every object it makes, in a file below {@code /proc}.
   */
  private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private final ThreadLocal<NativePixels> pixels = ThreadLocal.withInitial(NativePixels::new);

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
    byte[] planes = pixels.get().planarRgb(in, frame.width(), frame.height());
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
    return pixels.get().planarRgb(in, header.width(), header.height());
  }

  @Override
  public String name() {
    return "opencv";
  }
}
