package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import java.util.Optional;

/**
 * What the first bytes of an encoded image say: its format and its extents in pixels. Reading it
 * allocates nothing in proportion to the image.
 *
 * <p>A GIF's extents are those of its logical screen, made larger where the first frame reaches
 * beyond it; a TIFF's are those of its first page; an orientation changes nothing.
 *
 * @param format found by content, never by name
 * @param width pixels a row, at least 1
 * @param height rows, at least 1
 */
public record ImageHeader(Format format, int width, int height) {
  /** A byte array of this size is the largest every JVM allocates. */
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  /** The first bytes that tell the format. */
  static final int LONGEST_SIGNATURE = 12;

  /** The image formats that are read. */
  public enum Format {
    JPEG,
    PNG,
    BMP,
    GIF,
    WEBP,
    TIFF
  }

  /**
   * The header of a whole file.
   *
   * <pre>{@code
   * ImageHeader.parse(png, png.length);   // ImageHeader[format=PNG, width=640, height=480]
   * }</pre>
   *
   * @param file the file; not kept
   * @param length how many bytes of {@code file} are valid
   * @throws MalformedRecordException TRUNCATED if the file ends inside its header, CORRUPT if a
   *     field breaks the format's rule, UNSUPPORTED for another format or an unread kind of it
   * @throws IndexOutOfBoundsException if {@code length} is negative or more than the array has
   */
  public static ImageHeader parse(byte[] file, int length) throws MalformedRecordException {
    if (length < 0 || length > file.length) {
      throw new IndexOutOfBoundsException(
          "length %d of an array of %d bytes".formatted(length, file.length));
    }
    Format format = formatOf(new EncodedBytes(file, length, "the image"));
    EncodedBytes in = new EncodedBytes(file, length, format.name());
    return switch (format) {
      case JPEG -> {
        JpegFrame frame = JpegFrame.find(in);
        yield new ImageHeader(format, frame.width(), frame.height());
      }
      case PNG -> {
        PngFile.Header png = PngFile.Header.parse(in);
        yield new ImageHeader(format, png.width(), png.height());
      }
      case BMP -> {
        BmpFile bmp = BmpFile.parse(in);
        yield new ImageHeader(format, bmp.width(), bmp.height());
      }
      case GIF -> {
        GifFile gif = GifFile.parse(in);
        yield new ImageHeader(format, gif.width(), gif.height());
      }
      case WEBP -> WebpFile.header(in);
      case TIFF -> TiffFile.header(in);
    };
  }

  /**
   * The header of a file of which only the first bytes were read.
   *
   * @param prefix the file's first bytes; not kept
   * @param length how many bytes of {@code prefix} are valid
   * @return empty where the header goes on beyond the prefix, as with a large EXIF block, or lies
   *     at the end of the file, as with many a TIFF
   * @throws MalformedRecordException CORRUPT or UNSUPPORTED, as {@link #parse} says
   * @throws IndexOutOfBoundsException if {@code length} is negative or more than the array has
   */
  public static Optional<ImageHeader> peek(byte[] prefix, int length)
      throws MalformedRecordException {
    try {
      return Optional.of(parse(prefix, length));
    } catch (MalformedRecordException e) {
      if (e.fault() == BadRecord.Fault.TRUNCATED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The shape of the decoded tensor, {@code [3, H, W]}. */
  public Shape shape() {
    return Shape.of(3, height, width);
  }

  /** Width times height. */
  public long pixels() {
    return (long) width * height;
  }

  /**
   * Refuses a large image before anything is allocated for it.
   *
   * @throws MalformedRecordException TOO_LARGE, with the shape, if there are more than {@code
   *     maxPixels}, or more than an array of three bytes a pixel holds
   */
  void requireAtMost(long maxPixels) throws MalformedRecordException {
    long limit = Math.min(maxPixels, LARGEST_ARRAY / 3);
    if (pixels() > limit) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%d x %d is %d pixels: at most %d are accepted".formatted(width, height, pixels(), limit),
          Optional.of(shape()));
    }
  }

  /** {@code fault} with this header's shape, where it has none of its own. */
  MalformedRecordException withShape(MalformedRecordException fault) {
    return fault.inputShape().isPresent()
        ? fault
        : new MalformedRecordException(fault.fault(), fault.getMessage(), Optional.of(shape()));
  }

  /** Whether bytes begin as those of an image of one of the formats do. */
  static boolean isBegun(byte[] start, int length) {
    return signature(new EncodedBytes(start, length, "the image")) != null;
  }

  /** The format that the first bytes are of; null where they are of none. */
  private static Format signature(EncodedBytes in) {
    if (in.has(0, "\u00FF\u00D8\u00FF")) {
      return Format.JPEG;
    }
    if (in.has(0, PngFile.SIGNATURE)) {
      return Format.PNG;
    }
    if (in.has(0, "GIF87a") || in.has(0, "GIF89a")) {
      return Format.GIF;
    }
    if (in.has(0, "BM")) {
      return Format.BMP;
    }
    if (in.has(0, "RIFF") && in.has(8, "WEBP")) {
      return Format.WEBP;
    }
    if (TiffDirectory.isTiff(in)) {
      return Format.TIFF;
    }
    return null;
  }

  private static Format formatOf(EncodedBytes in) throws MalformedRecordException {
    Format format = signature(in);
    if (format != null) {
      return format;
    }
    if (in.length() < LONGEST_SIGNATURE) {
      throw in.truncated("that is too short to tell its format");
    }
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      start.append("%02X".formatted(in.u8(i)));
    }
    throw new MalformedRecordException(
        BadRecord.Fault.UNSUPPORTED,
        "the first bytes are %s: JPEG, PNG, BMP, GIF, WebP and TIFF are read".formatted(start));
  }
}
