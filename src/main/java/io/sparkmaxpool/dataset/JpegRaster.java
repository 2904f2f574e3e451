package io.sparkmaxpool.dataset;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
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
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
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
        judge(in, frame, warning);
      }
      return samples;
    } catch (IIOException e) {
      throw in.corrupt(frame.position(), "it cannot be decoded: " + e.getMessage());
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    } finally {
      reader.dispose();
    }
  }

  private static void judge(EncodedBytes in, JpegFrame frame, String warning)
      throws MalformedRecordException {
    if (warning.contains(MISSING)) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "JPEG: its scans end before the last block of the image, although it has an end marker");
    }
    if (warning.contains(DAMAGED) || warning.contains(RESTART)) {
      throw in.corrupt(frame.end(), "the scans are damaged: " + warning);
    }
  }
}
