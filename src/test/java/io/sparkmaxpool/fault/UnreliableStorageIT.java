package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage that fails, is slow or is full, on a cluster that retries tasks and speculates. */
class UnreliableStorageIT {
  private static final long SECONDS = 180;
  private static final FaultTable TABLE = new FaultTable(UnreliableStorageIT.class);

  @TempDir private static Path directory;
  private static Faults faults;
  private static Cluster cluster;
  private static Attempts attempts;
  private static String input;
  private static Path older;
  private static Path newer;
  private static ExecutorService drivers;

  @BeforeAll
  static void start() throws Exception {
    faults = new Faults(directory.resolve("plan"));
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.task.maxFailures", "4");
    settings.put("spark.speculation", "true");
    settings.put("spark.speculation.interval", "100ms");
    settings.put("spark.speculation.minTaskRuntime", "1s");
    settings.put("spark.speculation.quantile", "0.5");
    settings.put("spark.speculation.efficiency.enabled", "false");
    cluster = new Cluster(faults, settings);
    attempts = new Attempts();
    cluster.session().sparkContext().addSparkListener(attempts);
    drivers = Executors.newSingleThreadExecutor();
    input = Faults.path(Records.write(directory.resolve("input")));
    older = directory.resolve("older");
    newer = directory.resolve("newer");
    cluster.pool(input, Faults.path(older), "error-if-exists", 2);
    cluster.pool(input, Faults.path(newer), "error-if-exists", 3);
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

  private static void replace(Path table) throws Exception {
    cluster.pool(input, Faults.path(table), "overwrite", 3);
  }

  private static Future<?> start(Path table) {
    return drivers.submit(
        () -> {
          replace(table);
          return null;
        });
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Test
  void failsEveryFewCalls() throws Exception {
    int failed = 0;
    int completed = 0;
    int jobs = 0;
    attempts.forget();
    long start = System.nanoTime();
    for (CallKind kind : CallKind.values()) {
      for (int every : new int[] {7, 61, 307, 997}) {
        String what = kind + " " + every;
        Path table = Tables.copy(older, directory.resolve(what));
        Map<String, String> content = Tables.content(table);
        faults.failEvery(every, kind);
        jobs++;
        boolean told = false;
        try {
          replace(table);
          completed++;
        } catch (Exception e) {
          told = true;
          failed++;
          assertThat(e).as(what).hasStackTraceContaining("no answer from the storage");
        }
        faults.end();
        if (!told) {
          assertThat(Tables.count(table, newer)).as(what).isEqualTo(Counted.NONE);
        } else if (Files.exists(table.resolve("_SUCCESS"))
            && !Tables.content(table).equals(content)) {
          assertThat(Tables.count(table, newer)).as(what).isEqualTo(Counted.NONE);
        }
        replace(table);
        Tables.assertWhole(table, newer);
        cluster.assertVerified(Faults.path(table));
      }
    }

    assertThat(failed).as("jobs that failed").isPositive();
    assertThat(completed).as("jobs that completed").isPositive();
    assertThat(attempts.failed()).as("tasks that failed").isPositive();
    TABLE.add(
        "storage fails every n-th call",
        "an `IOException` in each 7th to 997th call that moves data or does not: %d jobs failed, %d completed, %d attempts of tasks failed; then the same job"
            .formatted(failed, completed, attempts.failed()),
        jobs,
        Counted.NONE,
        millisSince(start));
  }

  @Test
  void aSlowTaskIsDoneTwiceAndCountsOnce() throws Exception {
    Path table = Tables.copy(older, directory.resolve("slow"));
    attempts.forget();
    faults.stopAt(Phase.POOLING);
    long start = System.nanoTime();

    start(table).get(SECONDS, TimeUnit.SECONDS);

    assertThat(attempts.speculative()).as("speculative attempts that succeeded").isPositive();
    TABLE.add(
        "a task is slow, and speculated",
        "it waits in a read until another attempt is done",
        1,
        Tables.assertWhole(table, newer),
        millisSince(start));
  }

  @Test
  void whoeverMayCommitIsWaitedFor() throws Exception {
    Path table = Tables.copy(older, directory.resolve("committing"));
    attempts.forget();
    faults.stopAt(Phase.BEFORE_TASK_COMMIT);
    long start = System.nanoTime();

    Future<?> job = start(table);
    faults.stopped();
    attempts.awaitDenied(SECONDS);
    faults.go();
    job.get(SECONDS, TimeUnit.SECONDS);

    TABLE.add(
        "two attempts of a task commit",
        "one waits in its commit while a speculative one is denied",
        1,
        Tables.assertWhole(table, newer),
        millisSince(start));
  }

  /** Its executor's process is stopped, and goes on long after the job. */
  @Test
  void aTaskThatWakesUpAfterTheCommitChangesNothing() throws Exception {
    Path table = Tables.copy(older, directory.resolve("asleep"));
    faults.stopAt(Phase.PAGE_WRITING);
    long start = System.nanoTime();

    Future<?> job = start(table);
    ProcessHandle executor = faults.stopped();
    signal("STOP", executor);
    try {
      job.get(SECONDS, TimeUnit.SECONDS);
      Counted counted = Tables.assertWhole(table, newer);
      Map<String, String> content = Tables.content(table);
      faults.go();
      signal("CONT", executor);
      // It has both cores' work to do only where it is awake.
      Path next = directory.resolve("next");
      replace(next);
      replace(next);
      Tables.assertUntouched(table, content);
      Tables.assertNothingLeft(table);
      TABLE.add(
          "an executor sleeps through the commit",
          "SIGSTOP amid a page, SIGCONT when the table is finished",
          1,
          counted,
          millisSince(start));
    } finally {
      signal("CONT", executor);
    }
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void isFull() throws Exception {
    Path table = Tables.copy(older, directory.resolve("full"));
    Map<String, String> content = Tables.content(table);
    faults.leaveBytes(50_000);
    long start = System.nanoTime();

    assertThatThrownBy(() -> replace(table)).hasStackTraceContaining("No space left on device");

    Tables.assertUntouched(table, content);
    Tables.assertNothingLeft(table);
    faults.end();
    replace(table);
    TABLE.add(
        "storage is full",
        "an `IOException` after 50,000 bytes of each process, then the same job",
        1,
        Tables.assertWhole(table, newer),
        millisSince(start));
  }
}
