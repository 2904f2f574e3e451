package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of any storage for libraries that want to go about in one. It is read in blocks: small
 * steps, such as a search backwards for an archive's end, stay in the last one, and only going to a
 * block that is not the next opens the file anew. Not safe for use by several threads.
 */
final class StoredChannel implements SeekableByteChannel {
  private static final int BLOCK = 1 << 16;
  private static final long NOWHERE = -1;

  private final Storage storage;
  private final String location;
  private final long size;
  private final byte[] block = new byte[BLOCK];
  private long blockAt = NOWHERE;
  private int filled;
  private InputStream stream;
  private long streamAt;
  private long position;
  private boolean isOpen = true;
  private IOException failure;

  /** A channel of a file that has {@code size} bytes; it is opened when it is first read. */
  StoredChannel(Storage storage, String location, long size) {
    this.storage = storage;
    this.location = location;
    this.size = size;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    requireOpen();
    if (position >= size) {
      return -1;
    }
    try {
      return readOn(target);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** What the storage threw, if it did: libraries throw such exceptions of their own, too. */
  IOException failure() {
    return failure;
  }

  private int readOn(ByteBuffer target) throws IOException {
    long start = position - position % BLOCK;
    if (start != blockAt) {
      load(start);
    }
    int from = (int) (position - start);
    if (from >= filled) {
      // The file was longer when it was listed.
      return -1;
    }
    int count = Math.min(target.remaining(), filled - from);
    target.put(block, from, count);
    position += count;
    return count;
  }

  private void load(long start) throws IOException {
    blockAt = NOWHERE;
    if (stream == null || streamAt != start) {
      closeStream();
      stream = storage.open(location, start);
      streamAt = start;
    }
    filled = stream.readNBytes(block, 0, BLOCK);
    streamAt += filled;
    blockAt = start;
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long wanted) throws IOException {
    requireOpen();
    if (wanted < 0) {
      throw new IllegalArgumentException("a position in a file is not negative: " + wanted);
    }
    position = wanted;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return size;
  }

  private void requireOpen() throws IOException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
  }

  private void closeStream() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() throws IOException {
    isOpen = false;
    closeStream();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long wanted) {
    throw new NonWritableChannelException();
  }
}
