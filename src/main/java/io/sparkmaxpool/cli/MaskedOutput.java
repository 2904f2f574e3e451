package io.sparkmaxpool.cli;

import io.sparkmaxpool.text.Secrets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Masks the secrets in all that is printed: line by line, since one may come in pieces. */
final class MaskedOutput extends Writer {
  private final PrintWriter out;
  private final StringBuilder line = new StringBuilder();

  private MaskedOutput(PrintWriter out) {
    this.out = out;
  }

  /** A printer that masks what it passes on, flushed at each line's end. */
  static PrintWriter of(PrintWriter out) {
    return new PrintWriter(new MaskedOutput(out), true);
  }

  @Override
  public void write(char[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      line.append(text[i]);
      if (text[i] == '\n') {
        passOn();
      }
    }
  }

  private void passOn() {
    out.print(Secrets.masked(line.toString()));
    line.setLength(0);
  }

  /** Passes on whole lines only. */
  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    passOn();
    out.close();
  }
}
