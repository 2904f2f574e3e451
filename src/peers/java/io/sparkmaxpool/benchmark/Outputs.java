package io.sparkmaxpool.benchmark;

/** What a pooling is asked for. */
enum Outputs {
  VALUES,
  VALUES_AND_INDICES
}
