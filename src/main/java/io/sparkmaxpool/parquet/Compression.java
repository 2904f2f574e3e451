package io.sparkmaxpool.parquet;

import java.util.Locale;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * How pages are compressed; zstd by what a page holds, unless {@code
 * parquet.compression.codec.zstd.level} is set.
 */
public enum Compression {
  ZSTD(CompressionCodecName.ZSTD),
  SNAPPY(CompressionCodecName.SNAPPY),
  GZIP(CompressionCodecName.GZIP),
  /** Parquet's LZ4_RAW; the older LZ4 framing differs between implementations. */
  LZ4(CompressionCodecName.LZ4_RAW),
  UNCOMPRESSED(CompressionCodecName.UNCOMPRESSED);

  private final CompressionCodecName codec;

  Compression(CompressionCodecName codec) {
    this.codec = codec;
  }

  CompressionCodecName codec() {
    return codec;
  }

  /** The word in a job spec, e.g. {@code "zstd"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
