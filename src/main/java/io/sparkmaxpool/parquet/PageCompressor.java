package io.sparkmaxpool.parquet;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** A codec whose memory can be given back at any time; the next page takes new. */
final class PageCompressor implements BytesInputCompressor {
  private static final int FIRST_BUFFER = 1 << 16;

  private final CodecFactory codecs;
  private final CompressionCodecName codec;

  PageCompressor(Configuration configuration, Compression compression) {
    this.codecs = new CodecFactory(configuration, FIRST_BUFFER);
    this.codec = compression.codec();
  }

  /** The compressed bytes, in memory that the next page takes over. */
  @Override
  public BytesInput compress(BytesInput page) throws IOException {
    return codecs.getCompressor(codec).compress(page);
  }

  /** The compressed bytes, in memory of their own, which needs no release. */
  BytesInput compressToKeep(BytesInput page) throws IOException {
    return compress(page).copy(HeapByteBufferAllocator.getInstance(), buffer -> {});
  }

  @Override
  public CompressionCodecName getCodecName() {
    return codec;
  }

  @Override
  public void release() {
    codecs.release();
  }
}
