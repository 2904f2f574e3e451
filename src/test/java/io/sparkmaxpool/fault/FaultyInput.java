package io.sparkmaxpool.fault;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/** A file that is read while things go wrong. */
final class FaultyInput extends FSInputStream {
  private final FSDataInputStream stream;
  private final FaultPlan plan;

  FaultyInput(FSDataInputStream stream, FaultPlan plan) {
    this.stream = stream;
    this.plan = plan;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    plan.call(CallKind.DATA);
    int count = stream.read(bytes, offset, length);
    Phase phase = FaultyFileSystem.reading();
    if (phase != null) {
      plan.pass(phase);
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    plan.call(CallKind.DATA);
    return stream.read();
  }

  @Override
  public void seek(long position) throws IOException {
    stream.seek(position);
  }

  @Override
  public long getPos() throws IOException {
    return stream.getPos();
  }

  @Override
  public boolean seekToNewSource(long position) throws IOException {
    return stream.seekToNewSource(position);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
