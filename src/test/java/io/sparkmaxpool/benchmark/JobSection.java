package io.sparkmaxpool.benchmark;

/** One part of {@code jobs/bench job}, which can be run by itself. */
interface JobSection {
  /**
   * Measures.
   *
   * @throws Exception whatever stops it; the other sections still run
   */
  SectionReport run(Workbench bench) throws Exception;
}
