package io.sparkmaxpool.cli;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk, as {@code slow:}, on which every read takes its time, and so does the last file of
 * a commit. When that is about to be created, there is a file {@value #MARK} beside the table.
 */
public final class SlowFileSystem extends RawLocalFileSystem {
  static final String MARK = "committing";
  private static final int READ_MILLIS = 50;
  private static final int COMMIT_MILLIS = 5_000;

  @Override
  public URI getUri() {
    return URI.create("slow:///");
  }

  @Override
  public String getScheme() {
    return "slow";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (file.getName().equals("_SUCCESS")) {
      File beside = new File(file.getParent().getParent().toUri().getPath(), MARK);
      if (!beside.createNewFile()) {
        throw new IOException(beside + " is there already");
      }
      sleep(COMMIT_MILLIS);
    }
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    return new FSDataInputStream(new SlowStream(super.open(file, bufferSize)));
  }

  private static void sleep(int millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private static final class SlowStream extends FilterInputStream
      implements Seekable, PositionedReadable {
    private final FSDataInputStream file;

    SlowStream(InputStream in) {
      super(in);
      this.file = (FSDataInputStream) in;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      sleep(READ_MILLIS);
      return in.read(buffer, offset, length);
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
      return file.read(position, buffer, offset, length);
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      file.readFully(position, buffer, offset, length);
    }

    @Override
    public void readFully(long position, byte[] buffer) throws IOException {
      file.readFully(position, buffer);
    }

    @Override
    public void seek(long position) throws IOException {
      file.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return file.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return file.seekToNewSource(position);
    }
  }
}
