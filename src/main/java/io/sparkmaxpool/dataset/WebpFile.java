package io.sparkmaxpool.dataset;

/**
 * The container of a WebP image: RIFF, then chunks (RFC 9649). Only the extents are read and the
 * lengths checked; the pixels are the native library's.
 */
final class WebpFile {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int ANIMATION_FLAG = 0x02;

  private WebpFile() {}

  static ImageHeader header(EncodedBytes in) throws MalformedRecordException {
    if (in.has(FIRST_CHUNK, "VP8X")) {
      int body = FIRST_CHUNK + CHUNK_HEADER;
      return of(in.u24Little(body + 4) + 1, in.u24Little(body + 7) + 1);
    }
    if (isImage(in, FIRST_CHUNK)) {
      return image(in, FIRST_CHUNK);
    }
    in.require(FIRST_CHUNK, 4);
    throw in.corrupt(FIRST_CHUNK, "the first chunk must be VP8, VP8L or VP8X");
  }

  private static boolean isImage(EncodedBytes in, int chunk) {
    return in.has(chunk, "VP8 ") || in.has(chunk, "VP8L");
  }

  /** The extents that a chunk of pixels begins with. */
  private static ImageHeader image(EncodedBytes in, int chunk) throws MalformedRecordException {
    int body = chunk + CHUNK_HEADER;
    if (in.has(chunk, "VP8L")) {
      if (in.u8(body) != 0x2F) {
        throw in.corrupt(body, "a lossless WebP starts with 2F");
      }
      int extents = in.i32Little(body + 1);
      return of((extents & 0x3FFF) + 1, (extents >>> 14 & 0x3FFF) + 1);
    }
    if (in.u24Little(body + 3) != 0x2A019D) {
      throw in.corrupt(body + 3, "a VP8 key frame starts with 9D012A");
    }
    int width = in.u16Little(body + 6) & 0x3FFF;
    int height = in.u16Little(body + 8) & 0x3FFF;
    if (width == 0 || height == 0) {
      throw in.corrupt(
          body + 6, "width %d, height %d: both must be at least 1".formatted(width, height));
    }
    return of(width, height);
  }

  /**
   * Fails where a length reaches beyond the file, where it is an animation, or where the pixels are
   * not of the extents that the header says: the native library has memory for no others.
   *
   * @throws MalformedRecordException TRUNCATED, CORRUPT or UNSUPPORTED
   */
  static void check(EncodedBytes in, ImageHeader header) throws MalformedRecordException {
    long end = CHUNK_HEADER + Integer.toUnsignedLong(in.i32Little(4));
    if (end > in.length()) {
      throw in.truncated("its RIFF header says %d bytes".formatted(end));
    }
    if (in.has(FIRST_CHUNK, "VP8X") && (in.u8(FIRST_CHUNK + CHUNK_HEADER) & ANIMATION_FLAG) != 0) {
      throw in.unsupported(FIRST_CHUNK, "an animated WebP is not read");
    }
    boolean found = false;
    long at = FIRST_CHUNK;
    while (at + CHUNK_HEADER <= end) {
      int chunk = (int) at;
      long size = Integer.toUnsignedLong(in.i32Little(chunk + 4));
      if (at + CHUNK_HEADER + size > end) {
        throw in.truncated(
            "the chunk at byte %d has %d bytes, past the RIFF end at %d".formatted(at, size, end));
      }
      if (isImage(in, chunk)) {
        ImageHeader image = image(in, chunk);
        if (!image.equals(header)) {
          throw in.corrupt(
              chunk,
              "pixels of %d x %d in a canvas of %d x %d"
                  .formatted(image.width(), image.height(), header.width(), header.height()));
        }
        found = true;
      }
      at += CHUNK_HEADER + size + (size & 1);
    }
    if (!found) {
      throw in.truncated("it has no VP8 or VP8L chunk");
    }
  }

  private static ImageHeader of(int width, int height) {
    return new ImageHeader(ImageHeader.Format.WEBP, width, height);
  }
}
