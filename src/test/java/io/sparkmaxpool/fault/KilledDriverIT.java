package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The driver is killed while it replaces a table or adds to one, and the command is run again.
 * Whatever the moment: the older table is there byte for byte until the new one commits, a table
 * with {@code _SUCCESS} is whole, and the rerun gives exactly one row a record.
 */
class KilledDriverIT {
  /** How often at random; {@code .ci/run} asks for more. */
  private static final int KILLS = Integer.getInteger("sparkmaxpool.test.kills", 4);

  private static final long SEED = 20261129;
  private static final FaultTable TABLE = new FaultTable(KilledDriverIT.class);
  private static final int OLDER = 2;
  private static final int NEWER = 3;

  @TempDir private static Path directory;
  private static Faults none;
  private static Path input;
  private static Path older;
  private static Path newer;
  private static Path more;
  private static Path both;
  private static long millis;

  @BeforeAll
  static void writeReferences() throws Exception {
    none = new Faults(directory.resolve("none"));
    input = Records.write(directory.resolve("input"));
    older = directory.resolve("older");
    newer = directory.resolve("newer");
    run(older.toString(), "error-if-exists", OLDER).assertDone();
    long start = System.nanoTime();
    run(newer.toString(), "error-if-exists", NEWER).assertDone();
    millis = millisSince(start);
  }

  /** What an append gives that nothing disturbs. */
  private static void writeBoth() throws Exception {
    more = Records.write(directory.resolve("more"), "other");
    both = Tables.copy(older, directory.resolve("both"));
    Driver.start(directory, none, Records.pool(more.toString(), both.toString(), "append", OLDER))
        .end()
        .assertDone();
  }

  private static Driver.Ended run(String table, String mode, int kernelSize) throws Exception {
    return Driver.start(directory, none, words(table, mode, kernelSize)).end();
  }

  private static String[] words(String table, String mode, int kernelSize) {
    return Records.pool(input.toString(), table, mode, kernelSize);
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** On the local disk, which is read and written without Hadoop's layers. */
  @Test
  void atRandomMoments() throws Exception {
    Path table = directory.resolve("random");
    Tables.copy(older, table);
    Path before = older;
    Random random = new Random(SEED);
    int killed = 0;
    int finished = 0;
    long start = System.nanoTime();
    for (int kill = 0; kill < KILLS; kill++) {
      Map<String, String> content = Tables.content(table);
      int kernelSize = before.equals(older) ? NEWER : OLDER;
      Path after = kernelSize == NEWER ? newer : older;
      // Over the second half of a run and a little more: the first starts the JVM and Spark.
      long delay = millis / 2 + (long) (random.nextDouble() * millis * 0.55);
      Driver driver =
          Driver.start(directory, none, words(table.toString(), "overwrite", kernelSize));
      boolean ended = driver.endsWithin(delay);
      driver.kill();
      killed += ended ? 0 : 1;
      if (!Files.exists(table.resolve("_SUCCESS"))) {
        assertThat(ended).as("seed %d, kill %d after %d ms", SEED, kill, delay).isFalse();
      } else if (ended || !Tables.content(table).equals(content)) {
        assertThat(Tables.count(table, after)).isEqualTo(Counted.NONE);
        finished++;
      }
      run(table.toString(), "overwrite", kernelSize).assertDone();
      Tables.assertWhole(table, after);
      before = after;
    }
    Driver.start(directory, none, "verify", table.toString()).end().assertDone();
    assertThat(killed).as("drivers that were killed before they ended").isPositive();
    TABLE.add(
        "the driver dies",
        "SIGKILL at a random moment, seed %d, %d of them before its end, then the same command"
            .formatted(SEED, killed),
        KILLS,
        Tables.count(table, before),
        millisSince(start));
    assertThat(finished).isLessThan(KILLS);
  }

  /** Between the files of its second batch and their commit: the first batch stays as it is. */
  @Tag("long")
  @Test
  void amidTheBatchesOfAResumedRun() throws Exception {
    Path table = directory.resolve("resumed");
    List<String> words =
        new ArrayList<>(List.of(words(Faults.path(table), "error-if-exists", NEWER)));
    words.addAll(List.of("--resume", "--batch-size", "1MB"));
    Faults faults = new Faults(directory.resolve("plan of resumed"));
    faults.stopAt(Phase.BEFORE_SECOND_LEDGER);
    long start = System.nanoTime();

    Driver driver = Driver.start(directory, faults, words.toArray(String[]::new));
    assertThat(faults.stopped().pid()).isEqualTo(driver.pid());
    driver.kill();

    assertThat(table.resolve("_SUCCESS")).doesNotExist();
    JsonNode batch = new ObjectMapper().readTree(table.resolve("_ledger/00000.json").toFile());
    Map<Path, FileTime> done = new HashMap<>();
    for (JsonNode file : batch.get("files")) {
      Path path = table.resolve(file.get("path").asText());
      done.put(path, Files.getLastModifiedTime(path));
    }
    assertThat(done).isNotEmpty();
    Driver.start(directory, none, words.toArray(String[]::new)).end().assertDone();
    for (Map.Entry<Path, FileTime> file : done.entrySet()) {
      assertThat(Files.getLastModifiedTime(file.getKey())).isEqualTo(file.getValue());
    }
    TABLE.add(
        "the driver of `--resume` dies: within its second batch",
        "SIGKILL of the process, stopped there, then the same command: the first batch's files stay",
        1,
        Tables.assertWhole(table, newer),
        millisSince(start));
  }

  /** In the commit, which random moments seldom meet. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "PAGE_WRITING, overwrite",
    "BEFORE_JOB_COMMIT, overwrite",
    "WITHIN_JOB_COMMIT, overwrite",
    "BEFORE_MARK, overwrite",
    "AFTER_MARK, overwrite",
    "BEFORE_JOB_COMMIT, append",
    "WITHIN_JOB_COMMIT, append",
    "BEFORE_LEDGER, append",
    "BEFORE_MARK, append",
    "AFTER_MARK, append"
  })
  void inItsCommit(Phase phase, String mode) throws Exception {
    boolean appends = mode.equals("append");
    Path table = Tables.copy(older, directory.resolve(phase + " " + mode));
    Map<String, String> content = Tables.content(table);
    String[] words =
        appends
            ? Records.pool(directory.resolve("more").toString(), Faults.path(table), mode, OLDER)
            : words(Faults.path(table), mode, NEWER);
    if (appends && both == null) {
      writeBoth();
    }
    Path expected = appends ? both : newer;
    Faults faults = new Faults(directory.resolve("plan of " + phase + " " + mode));
    faults.stopAt(phase);
    long start = System.nanoTime();

    Driver driver = Driver.start(directory, faults, words);
    assertThat(faults.stopped().pid()).isEqualTo(driver.pid());
    driver.kill();

    switch (phase) {
      case PAGE_WRITING -> Tables.assertUntouched(table, content);
      case AFTER_MARK -> assertThat(Tables.count(table, expected)).isEqualTo(Counted.NONE);
      default -> assertThat(table.resolve("_SUCCESS")).doesNotExist();
    }
    if (appends) {
      content.keySet().removeIf(name -> !name.contains("part-"));
      assertThat(Tables.content(table)).as("the older rows").containsAllEntriesOf(content);
    }
    Driver.Ended rerun = Driver.start(directory, none, words).end();
    if (appends && phase == Phase.AFTER_MARK) {
      assertThat(rerun.exitCode()).isEqualTo(2);
      assertThat(rerun.err()).contains("has the records of ").contains(" already");
    } else {
      rerun.assertDone();
      Tables.assertNothingLeft(table);
    }

    Counted counted = Tables.count(table, expected);
    assertThat(counted).isEqualTo(Counted.NONE);
    TABLE.add(
        "the driver of an %s dies: %s".formatted(mode, phase.words()),
        "SIGKILL of the process, stopped there, then the same command",
        1,
        counted,
        millisSince(start));
  }
}
