package io.sparkmaxpool.parquet;

/**
 * What a page holds, by which zstd is told how to look for repetitions. Pooled pixels hardly
 * repeat: what they lose they lose to the entropy coder, and the search is the time.
 */
enum PageContent {
  /** Elements of one byte. */
  PIXELS,
  /** Pooling indices of one or two bytes. */
  POSITIONS,
  /** Everything else. */
  OTHER
}
