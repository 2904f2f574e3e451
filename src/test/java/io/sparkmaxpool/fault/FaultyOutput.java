package io.sparkmaxpool.fault;

import java.io.IOException;
import java.io.OutputStream;

/** A file that is written while things go wrong. */
final class FaultyOutput extends OutputStream {
  /** A write of more is a page's. */
  private static final int PAGE = 256;

  private final OutputStream stream;
  private final FaultPlan plan;
  private final boolean part;

  FaultyOutput(OutputStream stream, FaultPlan plan, boolean part) {
    this.stream = stream;
    this.plan = plan;
    this.part = part;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    plan.call(CallKind.DATA);
    int fitting = plan.fitting(length);
    int first = part && length > PAGE ? Math.min(fitting, length / 2) : fitting;
    stream.write(bytes, offset, first);
    if (first < fitting) {
      stream.flush();
      plan.pass(Phase.PAGE_WRITING);
      stream.write(bytes, offset + first, fitting - first);
    }
    if (fitting < length) {
      stream.flush();
      throw new IOException("No space left on device");
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void flush() throws IOException {
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
