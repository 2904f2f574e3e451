package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An executor's process is killed in a phase of its task, while the job replaces a table. */
class KilledExecutorIT {
  private static final long SECONDS = 120;
  private static final FaultTable TABLE = new FaultTable(KilledExecutorIT.class);

  @TempDir private static Path directory;
  private static Faults faults;
  private static Cluster cluster;
  private static String input;
  private static Path reference;
  private static ExecutorService drivers;

  @BeforeAll
  static void start() throws Exception {
    faults = new Faults(directory.resolve("plan"));
    cluster = new Cluster(faults, Map.of());
    drivers = Executors.newSingleThreadExecutor();
    input = Faults.path(Records.write(directory.resolve("input")));
    reference = directory.resolve("reference");
    cluster.pool(input, Faults.path(reference), "error-if-exists", 3);
  }

  @AfterAll
  static void stop() {
    drivers.shutdownNow();
    cluster.close();
  }

  @AfterEach
  void end() throws Exception {
    faults.end();
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"READING", "POOLING", "PAGE_WRITING", "BEFORE_TASK_COMMIT", "AFTER_TASK_COMMIT"})
  void takesNoRecordWithIt(Phase phase) throws Exception {
    Path table = directory.resolve(phase.name());
    cluster.pool(input, Faults.path(table), "error-if-exists", 2);
    Map<String, String> older = Tables.content(table);
    faults.stopAt(phase);
    long start = System.nanoTime();

    Future<?> job =
        drivers.submit(
            () -> {
              cluster.pool(input, Faults.path(table), "overwrite", 3);
              return null;
            });
    ProcessHandle executor = faults.stopped();
    assertThat(executor.pid()).isNotEqualTo(ProcessHandle.current().pid());
    Tables.assertUntouched(table, older);
    assertThat(executor.destroyForcibly()).isTrue();
    job.get(SECONDS, TimeUnit.SECONDS);

    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Counted counted = Tables.assertWhole(table, reference);
    cluster.assertVerified(Faults.path(table));
    TABLE.add(
        "an executor dies: " + phase.words(),
        "SIGKILL of its process, stopped there",
        1,
        counted,
        millis);
  }
}
