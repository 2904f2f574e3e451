package io.sparkmaxpool.dataset;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the image decoder of this JVM. */
public final class ImageDecoders {
  /** The system property that forces a decoder: {@code opencv} or {@code imageio}. */
  public static final String PROPERTY = "sparkmaxpool.decoder";

  private static final Logger LOG = LoggerFactory.getLogger(ImageDecoders.class);

  private static volatile ImageDecoder best;

  private ImageDecoders() {}

  /**
   * The fastest decoder that works here: OpenCV where its native library loads, otherwise ImageIO,
   * which gives the same pixels but reads no WebP. The first call loads the library (about half a
   * second) and logs the choice with its reason; later calls return the same object. Safe for use
   * by several threads.
   *
   * @throws IllegalArgumentException if the property has another value
   * @throws IllegalStateException if the property forces OpenCV and its library does not load
   */
  public static ImageDecoder best() {
    ImageDecoder decoder = best;
    if (decoder == null) {
      synchronized (ImageDecoders.class) {
        decoder = best;
        if (decoder == null) {
          decoder = choose(Optional.ofNullable(System.getProperty(PROPERTY)));
          best = decoder;
        }
      }
    }
    return decoder;
  }

  static ImageDecoder choose(Optional<String> forced) {
    String wanted = forced.orElse("");
    return switch (wanted) {
      case "imageio" -> {
        LOG.info("Images are decoded by ImageIO: {}=imageio", PROPERTY);
        yield new ImageIoImageDecoder();
      }
      case "opencv", "" -> openCv(forced.isPresent());
      default ->
          throw new IllegalArgumentException(
              "%s is '%s': it must be opencv or imageio".formatted(PROPERTY, wanted));
    };
  }

  private static ImageDecoder openCv(boolean forced) {
    try {
      long start = System.nanoTime();
      ImageDecoder decoder = OpenCvImageDecoder.load();
      LOG.info(
          "Images are decoded by OpenCV: its native library loaded in {} ms",
          (System.nanoTime() - start) / 1_000_000);
      return decoder;
    } catch (LinkageError | RuntimeException e) {
      if (forced) {
        throw new IllegalStateException(
            "%s=opencv, but the native library does not load: %s".formatted(PROPERTY, e), e);
      }
      LOG.warn(
          "Images are decoded by ImageIO, more slowly: OpenCV does not load: {}", e.toString());
      return new ImageIoImageDecoder();
    }
  }
}
