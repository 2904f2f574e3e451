package io.sparkmaxpool.benchmark;

import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Times calls by JMH. */
enum KernelTimer {
  /** A JVM for each contender, so that none is compiled with another's profile. */
  FULL {
    @Override
    ChainedOptionsBuilder plan(KernelContender.Program program) {
      return new OptionsBuilder()
          .forks(1)
          .warmupIterations(program.isJava() ? 3 : 1)
          .warmupTime(TimeValue.milliseconds(400))
          .measurementIterations(5)
          .measurementTime(TimeValue.milliseconds(200));
    }
  },

  /** All in this JVM and hardly warm: the figures mean little, the comparison of results all. */
  QUICK {
    @Override
    ChainedOptionsBuilder plan(KernelContender.Program program) {
      return new OptionsBuilder()
          .forks(0)
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(50))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(50));
    }
  };

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  abstract ChainedOptionsBuilder plan(KernelContender.Program program);

  /**
   * Times one contender.
   *
   * @throws RunnerException if it fails, or its result is not the expected one
   */
  Timing time(KernelCase one, KernelContender contender) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                plan(contender.program())
                    .include("^" + TimedKernel.class.getName().replace(".", "\\.") + "\\.")
                    .param("input", one.name())
                    .param("contender", contender.name())
                    .threads(1)
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    RunResult result = results.iterator().next();
    Result<?> time = result.getPrimaryResult();
    double allocated = result.getSecondaryResults().get(ALLOCATED).getScore();
    return new Timing(
        time.getScore(), time.getScoreError(), allocated - contender.resultBytes(one));
  }
}
