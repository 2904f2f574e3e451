package io.sparkmaxpool.parquet;

/**
 * What a page holds, by which zstd is told how to look for repetitions. Pooled pixels hardly
 * repeat: what they lose they lose to the entropy coder, and the search is the time.
 */
enum PageContent {
  /** Elements of one byte. */
  PIXELS,
  /** Elements of one byte, of images so large that one part of them is not like the next. */
  LARGE_IMAGES,
  /** Pooling indices of one or two bytes. */
  POSITIONS,
  /** Everything else. */
  OTHER;

  /** The least bytes of a large image: two of the blocks that it is compressed in. */
  static final int LARGE_IMAGE = 2 * ZstdPages.BLOCK;

  /** What a page holds whose rows have so many bytes, in the mean. */
  PageContent inRowsOf(int bytes) {
    return this == PIXELS && bytes >= LARGE_IMAGE ? LARGE_IMAGES : this;
  }
}
