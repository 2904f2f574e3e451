package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Tensor;

/**
 * Turns one encoded image (JPEG, PNG, BMP, the first frame of a GIF, WebP, the first page of a
 * TIFF) into a uint8 RGB tensor {@code [3, H, W]}.
 *
 * <p>The content decides the format, never the name. Grey and palette images become RGB, alpha is
 * dropped, orientation and ICC profiles are ignored, 16-bit samples keep their high byte, CMYK is
 * within 1 of Pillow's {@code convert("RGB")}.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface ImageDecoder {
  /** The largest width times height that is accepted where nothing else is said: Pillow's limit. */
  long MAX_PIXELS = 178956970;

  /**
   * Decodes one image. The header is read first, and nothing is allocated for an image of more than
   * {@code maxPixels}.
   *
   * @param encoded the whole file; not kept
   * @param maxPixels the largest width times height to accept
   * @throws MalformedRecordException truncated, corrupt, of an unknown or unsupported format, or
   *     too large; carries the shape where the header gave it
   */
  Tensor decode(byte[] encoded, long maxPixels) throws MalformedRecordException;

  /** A name for logs and reports, e.g. {@code "opencv"}. */
  String name();
}
