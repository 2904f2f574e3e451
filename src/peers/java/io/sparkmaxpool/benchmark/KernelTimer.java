package io.sparkmaxpool.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
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
          .warmupIterations(program.isJava() ? 6 : 1)
          .warmupTime(TimeValue.milliseconds(150))
          .measurementIterations(5)
          .measurementTime(TimeValue.milliseconds(150));
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

  abstract ChainedOptionsBuilder plan(KernelContender.Program program);

  /**
   * Times one contender.
   *
   * @throws RunnerException if it fails, or its result is not the expected one; with what JMH says
   */
  Timing time(KernelCase one, KernelContender contender) throws RunnerException {
    Options options =
        plan(contender.program())
            .include("^" + TimedKernel.class.getName().replace(".", "\\.") + "\\.")
            .param("input", one.name())
            .param("contender", contender.name())
            .threads(1)
            // Else calls are made that are not counted.
            .syncIterations(false)
            .shouldFailOnError(true)
            .build();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    RunResult result;
    try {
      result =
          new Runner(options, OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
              .run()
              .iterator()
              .next();
    } catch (RunnerException e) {
      throw new RunnerException(said.toString(StandardCharsets.UTF_8), e);
    }
    Result<?> time = result.getPrimaryResult();
    double allocated = secondary(result, "allocated") / secondary(result, "calls");
    return new Timing(time.getScore(), time.getScoreError(), allocated);
  }

  private static double secondary(RunResult result, String name) {
    return result.getSecondaryResults().get(name).getScore();
  }
}
