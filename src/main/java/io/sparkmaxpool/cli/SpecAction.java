package io.sparkmaxpool.cli;

import java.io.IOException;
import java.io.PrintWriter;

/**
 * What a command does once its spec is known to be right.
 *
 * @param <S> the spec
 */
@FunctionalInterface
interface SpecAction<S> {
  /**
   * Does it.
   *
   * @param spec the job
   * @param out takes what the command yields, for a person to read
   * @throws io.sparkmaxpool.job.JobException if there is no table at the end, for a known reason
   * @throws IOException if it fails on the way
   */
  void run(S spec, PrintWriter out) throws IOException;
}
