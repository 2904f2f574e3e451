package io.sparkmaxpool.benchmark;

import com.sun.management.ThreadMXBean;
import io.sparkmaxpool.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What JMH calls: one contender's pooling of one input. {@link KernelTimer} sets the parameters.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TimedKernel {
  /** The name of a {@link KernelCase}. */
  @Param("3x224x224 k2 s2")
  public String input;

  /** The name of a {@link KernelContender}. */
  @Param("OURS_FLOAT32")
  public String contender;

  private KernelCase one;
  private KernelContender who;
  private Tensor tensor;
  private KernelCall call;

  /**
   * What the calling thread allocates. JMH's own profiler counts all threads, and with few calls an
   * iteration what JMH does beside them is the most of it.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Heap {
    /** Calls in the iteration. */
    public long calls;

    /** Bytes that the iteration allocated. */
    public long allocated;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long before;

    @Setup(Level.Iteration)
    public void start() {
      before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @TearDown(Level.Iteration)
    public void stop() {
      allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
  }

  @Setup(Level.Trial)
  public void prepare() {
    one = KernelCase.of(input);
    who = KernelContender.valueOf(contender);
    tensor = one.input(who.dtype());
    call = who.prepare(one, tensor);
  }

  @Benchmark
  public Object pool(Heap heap) {
    heap.calls++;
    return call.run();
  }

  /**
   * Compares what the code that was timed finds, as the compiler left it. Not earlier in this JVM:
   * kernels of another kind that ran before would be in the compiler's profile.
   *
   * @throws IllegalStateException if the result differs by a bit
   */
  @TearDown(Level.Trial)
  public void compare() {
    who.requireAgreement(one, tensor, one.pooled(tensor), call);
    call.close();
  }
}
