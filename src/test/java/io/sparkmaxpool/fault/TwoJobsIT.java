package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two jobs, each a process, write to one output at the same time: the later one wins. */
@Tag("long")
class TwoJobsIT {
  private static final FaultTable TABLE = new FaultTable(TwoJobsIT.class);
  private static final int EARLIER = 2;
  private static final int LATER = 3;

  @TempDir private static Path shared;
  private static Path input;
  private static Path earlier;
  private static Path later;

  @TempDir private Path directory;
  private Path table;

  @BeforeAll
  static void writeReferences() throws Exception {
    input = Records.write(shared.resolve("input"));
    earlier = shared.resolve("earlier");
    later = shared.resolve("later");
    Faults none = new Faults(shared.resolve("none"));
    Driver first = Driver.start(shared, none, words(earlier, "error-if-exists", EARLIER));
    Driver second = Driver.start(shared, none, words(later, "error-if-exists", LATER));
    first.end().assertDone();
    second.end().assertDone();
  }

  private static String[] words(Path table, String mode, int kernelSize) {
    return Records.pool(Faults.path(input), Faults.path(table), mode, kernelSize);
  }

  private Faults faults(String name) throws Exception {
    return new Faults(directory.resolve(name));
  }

  private Driver start(Faults faults, String mode, int kernelSize) throws Exception {
    return Driver.start(directory, faults, words(table, mode, kernelSize));
  }

  /** The earlier job is in some phase when the later one begins, and goes on when that is done. */
  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"PAGE_WRITING", "WITHIN_JOB_COMMIT", "BEFORE_LEDGER", "BEFORE_REPORT"})
  void theLaterOneIsDoneFirst(Phase phase) throws Exception {
    table = directory.resolve("table");
    Faults faults = faults("earlier");
    faults.stopAt(phase);
    long start = System.nanoTime();
    Driver loser = start(faults, "overwrite", EARLIER);
    assertThat(faults.stopped().pid()).isEqualTo(loser.pid());

    start(faults("later"), "overwrite", LATER).end().assertDone();
    Tables.assertWhole(table, later);
    Map<String, String> winners = Tables.content(table);
    faults.go();

    assertLost(loser);
    Tables.assertUntouched(table, winners);
    note("the later is done when the earlier goes on from " + phase.words(), 1, start);
  }

  /** The earlier job is in some phase, and goes on while the later one runs its tasks. */
  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"PAGE_WRITING", "WITHIN_JOB_COMMIT", "BEFORE_LEDGER", "BEFORE_REPORT"})
  void theEarlierOneGoesOnWhileTheLaterOneRuns(Phase phase) throws Exception {
    table = directory.resolve("table");
    Faults faults = faults("earlier");
    faults.stopAt(phase);
    long start = System.nanoTime();
    Driver loser = start(faults, "error-if-exists", EARLIER);
    faults.stopped();
    Faults others = faults("later");
    others.stopAt(Phase.AFTER_TASK_COMMIT);
    Driver winner = start(others, "error-if-exists", LATER);
    others.stopped();
    faults.go();

    assertLost(loser);
    others.go();
    winner.end().assertDone();

    Tables.assertWhole(table, later);
    note("the earlier goes on from " + phase.words() + " while the later runs", 1, start);
  }

  private static void assertLost(Driver loser) throws Exception {
    assertThat(loser.end().assertFailed())
        .endsWith(": another job has begun to write there since, and this one gives way");
  }

  private void note(String how, int times, long start) throws Exception {
    TABLE.add(
        "two jobs write to one output",
        how,
        times,
        Tables.count(table, later),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }
}
