package io.sparkmaxpool.dataset;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's libjpeg 6b, asked for the components as they are stored: no colour conversion, no
 * profile, no metadata. Its warnings tell of data that are missing or cannot be decoded.
 */
final class JpegRaster {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private static final String MISSING = "remature end";
  private static final String DAMAGED = "bad Huffman code";
  private static final String RESTART = "instead of RST";

  private JpegRaster() {}

  /**
   * The components, interleaved, every one at the size of the image.
   *
   * @throws MalformedRecordException TRUNCATED or CORRUPT
   */
  static byte[] components(EncodedBytes in, JpegFrame frame, JpegScans scans)
      throws MalformedRecordException {
    long size = (long) frame.width() * frame.height() * frame.components().size();
    if (size > LARGEST_ARRAY) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "JPEG: its components have %d bytes: at most %d are accepted"
              .formatted(size, LARGEST_ARRAY));
    }
    List<String> warnings = new ArrayList<>(1);
    ImageReader reader = reader();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(scans.withoutMetadata()))) {
      reader.setInput(stream, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      Raster raster = reader.readRaster(0, null);
      byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
      int count = frame.components().size();
      if (raster.getWidth() != frame.width()
          || raster.getHeight() != frame.height()
          || raster.getNumBands() != count
          || samples.length != size) {
        throw in.corrupt(frame.position(), "the decoder found other extents than the header");
      }
      for (String warning : warnings) {
        judge(in, frame, scans, warning);
      }
      return samples;
    } catch (IOException e) {
      // Nothing here reads a device: this is the decoder's opinion of the bytes.
      throw in.corrupt(frame.position(), "it cannot be decoded: " + e.getMessage());
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's own reader: plug-ins on the class path may register others before it. */
  private static final class Jdk {
    private static final String NAME = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";
    private static final Iterator<ImageReaderSpi> FOUND =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class, spi -> spi.getClass().getName().equals(NAME), false);
    private static final Optional<ImageReaderSpi> SPI =
        FOUND.hasNext() ? Optional.of(FOUND.next()) : Optional.empty();
  }

  private static ImageReader reader() {
    try {
      return Jdk.SPI
          .orElseThrow(() -> new IllegalStateException("this JDK does not have " + Jdk.NAME))
          .createReaderInstance();
    } catch (IOException e) {
      throw new IllegalStateException("the JDK's JPEG reader cannot be made", e);
    }
  }

  private static void judge(EncodedBytes in, JpegFrame frame, JpegScans scans, String warning)
      throws MalformedRecordException {
    if (warning.contains(MISSING)) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "JPEG: its scans end before the last block of the image, although it has an end marker at byte %d"
              .formatted(scans.endMarker()));
    }
    if (warning.contains(DAMAGED) || warning.contains(RESTART)) {
      throw in.corrupt(frame.end(), "the scans are damaged: " + warning);
    }
  }
}
