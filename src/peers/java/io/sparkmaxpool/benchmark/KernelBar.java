package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.pooling.Size2d;
import java.util.Map;
import java.util.OptionalDouble;

/** What this project's kernels are to reach: so many times as fast as another contender. */
enum KernelBar {
  ONNXRUNTIME(KernelContender.OURS_FLOAT32, 1, KernelContender.ONNXRUNTIME_FLOAT32),
  LIBTORCH(KernelContender.OURS_FLOAT32, 10, KernelContender.LIBTORCH_FLOAT32),
  ONNXRUNTIME_BY_UINT8(KernelContender.OURS_UINT8, 3, KernelContender.ONNXRUNTIME_FLOAT32),
  /** Where there is little more to do than to read: windows of two by two, side by side. */
  COPY_BY_UINT8(KernelContender.OURS_UINT8, 0.25, KernelContender.COPY_UINT8) {
    @Override
    boolean concerns(KernelCase one) {
      return one.params().kernelSize().equals(Size2d.of(2))
          && one.params().stride().equals(Size2d.of(2));
    }
  },
  LIBTORCH_WITH_INDICES(KernelContender.OURS_FLOAT32_INDICES, 5, KernelContender.LIBTORCH_FLOAT32),
  LIBTORCH_WITH_INDICES_BY_UINT8(
      KernelContender.OURS_UINT8_INDICES, 5, KernelContender.LIBTORCH_UINT8),
  LIBTORCH_BY_SCALAR(KernelContender.SCALAR_FLOAT32, 3, KernelContender.LIBTORCH_FLOAT32);

  private final KernelContender ours;
  private final double times;
  private final KernelContender peer;

  KernelBar(KernelContender ours, double times, KernelContender peer) {
    this.ours = ours;
    this.times = times;
    this.peer = peer;
  }

  /** Whose speed is asked about. */
  KernelContender ours() {
    return ours;
  }

  /** The least that is enough. */
  double times() {
    return times;
  }

  /** Who is compared with. */
  KernelContender peer() {
    return peer;
  }

  boolean concerns(KernelCase one) {
    return true;
  }

  /** How many times as fast it is; empty where the bar does not concern the case. */
  OptionalDouble reached(KernelCase one, Map<KernelContender, Timing> timings) {
    return concerns(one)
        ? OptionalDouble.of(timings.get(peer).micros() / timings.get(ours).micros())
        : OptionalDouble.empty();
  }

  /** The verdict as tables and reports have it. */
  String verdict(double reached) {
    return reached >= times ? "PASS" : "short";
  }
}
