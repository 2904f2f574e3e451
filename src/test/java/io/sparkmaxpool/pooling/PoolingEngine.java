package io.sparkmaxpool.pooling;

/** Something that can carry out calls: this project, plain loops, PyTorch. */
interface PoolingEngine {
  /** The outcome of a call that {@link PoolingCall#isExpressible}. */
  Outcome run(PoolingCall call);
}
