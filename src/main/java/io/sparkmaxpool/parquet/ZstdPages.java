package io.sparkmaxpool.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.codec.ZstandardCodec;

/**
 * Zstandard for whole pages, one call and one frame each, with a context that is kept: streaming
 * would copy every page into the library's window first.
 *
 * <p>Unless {@code parquet.compression.codec.zstd.level} is set, the search for repetitions depends
 * on the page's {@link PageContent}. For pixels it is zstd's fastest, of four bytes and more:
 * faster than level 3, parquet-java's default, for tables as small as those of Spark's writer,
 * which {@code jobs/bench job} compares.
 */
final class ZstdPages {
  /** ZSTD_fast in zstd's {@code ZSTD_strategy}. */
  private static final int FAST = 1;

  private final Configuration configuration;
  private ZstdCompressCtx context;
  private PageContent tunedFor;
  private byte[] room = {};

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
    int size = context.compressByteArray(room, 0, room.length, page, 0, length);
    return Arrays.copyOf(room, size);
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
    boolean levelIsGiven = configuration.get(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL) != null;
    context.setLevel(
        configuration.getInt(
            ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL,
            ZstandardCodec.DEFAULT_PARQUET_COMPRESS_ZSTD_LEVEL));
    if (!levelIsGiven) {
      switch (content) {
        case PIXELS -> search(FAST, 4, 12);
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
  }
}
