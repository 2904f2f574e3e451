package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of any storage for libraries that want to go about in one. It reads on where it stands;
 * going elsewhere opens the file there. Not safe for use by several threads.
 */
final class StoredChannel implements SeekableByteChannel {
  private final Storage storage;
  private final String location;
  private final long size;
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
    if (stream == null || streamAt != position) {
      closeStream();
      stream = storage.open(location, position);
      streamAt = position;
    }
    byte[] bytes = target.hasArray() ? target.array() : new byte[target.remaining()];
    int offset = target.hasArray() ? target.arrayOffset() + target.position() : 0;
    int count = stream.read(bytes, offset, target.remaining());
    if (count > 0) {
      if (target.hasArray()) {
        target.position(target.position() + count);
      } else {
        target.put(bytes, 0, count);
      }
      streamAt += count;
      position += count;
    }
    return count;
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
