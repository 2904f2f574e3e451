package io.sparkmaxpool.dataset;

import java.util.Optional;

/**
 * The strips or tiles of a TIFF: rectangles of one size, packed each alone, row by row of the image
 * and, where the samples lie apart, plane by plane. A strip is as wide as the image; what of a tile
 * lies beyond the image is padding.
 *
 * @param directory says where they are
 * @param kind "strip" or "tile", for messages
 * @param width pixels a row of a block
 * @param height rows of a block, not more than the image's
 * @param across blocks beside each other
 * @param down blocks below each other
 * @param planes how often there are that many
 * @param offsets where the blocks start
 * @param counts how many bytes each has; may be missing where they are not compressed
 */
record TiffBlocks(
    TiffDirectory directory,
    String kind,
    int width,
    int height,
    int across,
    int down,
    int planes,
    TiffDirectory.Entry offsets,
    Optional<TiffDirectory.Entry> counts) {
  /** A row of a tile is held at once, padding and all. */
  private static final int WIDEST_TILE = 32768;

  static TiffBlocks of(
      TiffDirectory directory, ImageHeader image, int planes, TiffFile.Packing packing)
      throws MalformedRecordException {
    boolean tiled =
        directory.find(TiffTag.STRIP_OFFSETS).isEmpty()
            && directory.find(TiffTag.TILE_OFFSETS).isPresent();
    int width = tiled ? directory.extent(TiffTag.TILE_WIDTH) : image.width();
    if (tiled && width > WIDEST_TILE) {
      throw directory.unread(
          TiffTag.TILE_WIDTH, width, "at most %d are read".formatted(WIDEST_TILE));
    }
    int height =
        Math.min(image.height(), tiled ? directory.extent(TiffTag.TILE_LENGTH) : rows(directory));
    TiffTag countTag = tiled ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS;
    TiffBlocks blocks =
        new TiffBlocks(
            directory,
            tiled ? "tile" : "strip",
            width,
            height,
            (image.width() - 1) / width + 1,
            (image.height() - 1) / height + 1,
            planes,
            directory.required(tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS),
            packing != TiffFile.Packing.NONE
                ? Optional.of(directory.required(countTag))
                : directory.find(countTag));
    blocks.requireOneEach(blocks.offsets);
    if (blocks.counts.isPresent()) {
      blocks.requireOneEach(blocks.counts.get());
    }
    return blocks;
  }

  /** No number of rows, or one beyond every image, stands for all of them. */
  private static int rows(TiffDirectory directory) throws MalformedRecordException {
    long rows = directory.number(TiffTag.ROWS_PER_STRIP, Integer.MAX_VALUE);
    if (rows < 1) {
      throw directory
          .in()
          .corrupt(
              directory.required(TiffTag.ROWS_PER_STRIP).at(),
              "%s is 0: a strip has at least one row".formatted(TiffTag.ROWS_PER_STRIP));
    }
    return (int) Math.min(rows, Integer.MAX_VALUE);
  }

  private void requireOneEach(TiffDirectory.Entry entry) throws MalformedRecordException {
    if (entry.count() < count()) {
      throw directory
          .in()
          .corrupt(
              entry.at(),
              "%s has %d values: %d %ss need one each"
                  .formatted(TiffTag.named(entry.tag()), entry.count(), count(), kind));
    }
  }

  long count() {
    return (long) across * down * planes;
  }

  /** Where a block starts. */
  long start(long block) throws MalformedRecordException {
    return directory.number(offsets, block);
  }

  /** How many bytes a block has: all that follow its start, where its length is not told. */
  long length(long block) throws MalformedRecordException {
    return counts.isPresent()
        ? directory.number(counts.get(), block)
        : Math.max(0, directory.in().length() - start(block));
  }

  /**
   * Fails unless a block lies in the file.
   *
   * @throws MalformedRecordException TRUNCATED
   */
  void requireInside(long block) throws MalformedRecordException {
    long start = start(block);
    long length = length(block);
    if (start > directory.in().length() || length > directory.in().length() - start) {
      throw directory
          .in()
          .truncated(
              "%s %d of %d has %d bytes at byte %d".formatted(kind, block, count(), length, start));
    }
  }
}
