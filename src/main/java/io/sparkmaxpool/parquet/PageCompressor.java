package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** A codec whose memory can be given back at any time; the next page takes new. */
final class PageCompressor {
  private static final int FIRST_BUFFER = 1 << 16;

  private final CodecFactory codecs;
  private final CompressionCodecName codec;
  private final Optional<ZstdPages> zstd;
  private final GrowingBytes page = new GrowingBytes();

  PageCompressor(Configuration configuration, Compression compression) {
    this.codecs = new CodecFactory(configuration, FIRST_BUFFER);
    this.codec = compression.codec();
    this.zstd =
        compression == Compression.ZSTD
            ? Optional.of(new ZstdPages(configuration))
            : Optional.empty();
  }

  /** The entries of a dictionary, compressed, in memory that needs no release. */
  BytesInput compressToKeep(byte[] entries) throws IOException {
    return zstd.isPresent()
        ? BytesInput.from(zstd.get().compress(entries, entries.length, PageContent.OTHER))
        : throughCodec(BytesInput.from(entries));
  }

  /** {@code head} followed by {@code body}, compressed, in memory that needs no release. */
  BytesInput compressToKeep(GrowingBytes head, GrowingBytes body, PageContent content)
      throws IOException {
    if (zstd.isPresent()) {
      page.reset();
      page.append(head.array(), 0, head.size());
      page.append(body.array(), 0, body.size());
      return BytesInput.from(zstd.get().compress(page.array(), page.size(), content));
    }
    return throughCodec(
        BytesInput.concat(
            BytesInput.from(head.array(), 0, head.size()),
            BytesInput.from(body.array(), 0, body.size())));
  }

  private BytesInput throughCodec(BytesInput bytes) throws IOException {
    // What the codec gives lies in memory that the next page takes over.
    return codecs
        .getCompressor(codec)
        .compress(bytes)
        .copy(HeapByteBufferAllocator.getInstance(), buffer -> {});
  }

  CompressionCodecName codec() {
    return codec;
  }

  void release() {
    codecs.release();
    page.release();
    zstd.ifPresent(ZstdPages::release);
  }
}
