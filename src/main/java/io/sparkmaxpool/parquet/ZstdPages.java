package io.sparkmaxpool.parquet;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.codec.ZstandardCodec;

/**
 * Zstandard for whole pages, one frame each, with a context that is kept. A page is one call, since
 * streaming copies it into the library's window first; only of a large image every part has a block
 * of its own, and so an entropy code of its own, which saves more than a wider search for
 * repetitions does and takes less time.
 *
 * <p>Unless {@code parquet.compression.codec.zstd.level} is set, the search for repetitions depends
 * on the page's {@link PageContent}. For pixels it is zstd's fastest: faster than level 3,
 * parquet-java's default, for tables as small as those of Spark's writer, which {@code jobs/bench
 * job} compares.
 */
final class ZstdPages {
  /** ZSTD_fast in zstd's {@code ZSTD_strategy}. */
  private static final int FAST = 1;

  /** Bytes of a large image in one block. */
  static final int BLOCK = 16 << 10;

  private final Configuration configuration;
  private ZstdCompressCtx context;
  private PageContent tunedFor;
  private byte[] room = {};
  private ByteBuffer source;
  private ByteBuffer target;

  ZstdPages(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The first {@code length} bytes of a page, compressed. */
  byte[] compress(byte[] page, int length, PageContent content) {
    tune(content);
    int bound = Math.toIntExact(Zstd.compressBound(length));
    if (room.length < bound) {
      room = new byte[bound];
    }
    int size =
        content == PageContent.LARGE_IMAGES && !levelIsGiven()
            ? compressInBlocks(page, length)
            : context.compressByteArray(room, 0, room.length, page, 0, length);
    return Arrays.copyOf(room, size);
  }

  private int compressInBlocks(byte[] page, int length) {
    if (source == null) {
      source = ByteBuffer.allocateDirect(BLOCK);
      target = ByteBuffer.allocateDirect(2 * BLOCK);
    }
    context.setPledgedSrcSize(length);
    int read = 0;
    int written = 0;
    do {
      int block = Math.min(BLOCK, length - read);
      source.clear().put(page, read, block).flip();
      read += block;
      EndDirective directive = read < length ? EndDirective.FLUSH : EndDirective.END;
      boolean ended;
      do {
        ended = context.compressDirectByteBufferStream(target.clear(), source, directive);
        int bytes = target.flip().remaining();
        target.get(room, written, bytes);
        written += bytes;
      } while (!ended);
    } while (read < length);
    return written;
  }

  private boolean levelIsGiven() {
    return configuration.get(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL) != null;
  }

  private void tune(PageContent content) {
    if (context != null && tunedFor == content) {
      return;
    }
    if (context == null) {
      context = new ZstdCompressCtx();
      context.setWorkers(
          configuration.getInt(
              ZstandardCodec.PARQUET_COMPRESS_ZSTD_WORKERS,
              ZstandardCodec.DEFAULTPARQUET_COMPRESS_ZSTD_WORKERS));
    }
    context.setLevel(
        configuration.getInt(
            ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL,
            ZstandardCodec.DEFAULT_PARQUET_COMPRESS_ZSTD_LEVEL));
    if (!levelIsGiven()) {
      switch (content) {
        case PIXELS -> search(FAST, 4, 14);
        case LARGE_IMAGES -> search(FAST, 6, 14);
        case POSITIONS -> search(FAST, 5, 14);
        // What the level says.
        case OTHER -> search(0, 0, 0);
      }
    }
    tunedFor = content;
  }

  private void search(int strategy, int shortestMatch, int hashBits) {
    context.setStrategy(strategy);
    context.setMinMatch(shortestMatch);
    context.setHashLog(hashBits);
  }

  /** Gives the memory back. */
  void release() {
    if (context != null) {
      context.close();
      context = null;
    }
    room = new byte[0];
    source = null;
    target = null;
  }
}
