package io.sparkmaxpool.job;

import java.util.List;

/** A job spec, or options that override one, with mistakes in it: all of them, a line each. */
public final class InvalidSpecException extends JobException {
  InvalidSpecException(List<String> mistakes) {
    super(ExitCode.USAGE, mistakes);
  }
}
