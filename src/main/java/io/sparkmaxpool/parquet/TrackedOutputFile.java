package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A file that remembers its stream: parquet-java leaves the stream of an aborted file open, and
 * cannot tell a closed file's length. What is written is checksummed on its way, before any disk or
 * network has had it.
 */
final class TrackedOutputFile implements OutputFile {
  private final OutputFile file;
  private Stream stream;

  TrackedOutputFile(OutputFile file) {
    this.file = file;
  }

  /** Bytes written so far, also after the stream is closed. */
  long bytes() {
    return stream.position;
  }

  /** CRC-32C of these bytes, eight hexadecimal digits. */
  String crc32c() {
    return HexFormat.of().toHexDigits((int) stream.checksum.getValue());
  }

  void close() throws IOException {
    stream.close();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    stream = new Stream(file.create(blockSizeHint));
    return stream;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    stream = new Stream(file.createOrOverwrite(blockSizeHint));
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }

  private static final class Stream extends PositionOutputStream {
    private final PositionOutputStream out;
    private final CRC32C checksum = new CRC32C();
    private long position;
    private boolean closed;

    Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      checksum.update(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      checksum.update(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        out.close();
      }
    }
  }
}
