package io.sparkmaxpool.parquet;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** A codec whose memory can be given back between row groups. */
final class PageCompressor {
  private static final int FIRST_BUFFER = 1 << 16;

  private final CodecFactory codecs;
  private final CompressionCodecName codec;

  PageCompressor(Configuration configuration, Compression compression) {
    this.codecs = new CodecFactory(configuration, FIRST_BUFFER);
    this.codec = compression.codec();
  }

  CompressionCodecName codec() {
    return codec;
  }

  /** The compressor itself, valid until {@link #release}. */
  BytesInputCompressor compressor() {
    return codecs.getCompressor(codec);
  }

  /** The compressed bytes, in memory of their own, which needs no release. */
  BytesInput compress(BytesInput page) throws IOException {
    return compressor().compress(page).copy(HeapByteBufferAllocator.getInstance(), buffer -> {});
  }

  void release() {
    codecs.release();
  }
}
