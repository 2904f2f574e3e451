package io.sparkmaxpool.dataset;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A file read from one position to later ones, through a buffer or just what is asked for. */
final class ForwardInput implements Closeable {
  /** Bytes of a good buffer; a single larger read makes the JDK keep as much off the heap. */
  static final int PIECE = 1 << 20;

  private final InputStream stream;
  private final byte[] buffer;
  private long position;
  private int at;
  private int filled;

  /**
   * Reads on in a stream.
   *
   * @param position the stream's, in the file
   * @param buffer to read ahead into; an empty one where what is wanted lies far apart
   */
  ForwardInput(InputStream stream, long position, byte[] buffer) {
    this.stream = stream;
    this.position = position;
    this.buffer = buffer;
  }

  /**
   * Goes on to a position.
   *
   * @throws EOFException if the file ends before it
   */
  void skipTo(long wanted) throws IOException {
    long ahead = wanted - position;
    int buffered = (int) Math.min(ahead, filled - at);
    stream.skipNBytes(ahead - buffered);
    at += buffered;
    position = wanted;
  }

  /** Reads {@code length} bytes, or fewer where the file ends; returns how many. */
  int read(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int wanted = length - done;
      int count;
      if (at < filled) {
        count = Math.min(wanted, filled - at);
        System.arraycopy(buffer, at, target, offset + done, count);
        at += count;
      } else if (wanted >= buffer.length) {
        count = stream.read(target, offset + done, Math.min(PIECE, wanted));
      } else {
        at = 0;
        count = stream.read(buffer, 0, buffer.length);
        filled = Math.max(0, count);
        count = Math.min(count, 0);
      }
      if (count < 0) {
        break;
      }
      done += count;
    }
    position += done;
    return done;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
