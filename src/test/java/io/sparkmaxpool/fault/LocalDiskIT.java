package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local disks that are full, or that may not be written or read. */
@Tag("long")
class LocalDiskIT {
  private static final FaultTable TABLE = new FaultTable(LocalDiskIT.class);

  /** Room for the older table, and half of the newer. */
  private static final int HALF = 460;

  private static final int PLENTY = 1 << 16;

  @TempDir private static Path shared;
  private static Faults none;
  private static Path input;
  private static Path older;
  private static Path newer;

  @TempDir private Path directory;

  @BeforeAll
  static void writeReferences() throws Exception {
    none = new Faults(shared.resolve("none"));
    input = Records.write(shared.resolve("input"));
    older = shared.resolve("older");
    newer = shared.resolve("newer");
    Driver first =
        Driver.start(shared, none, Records.pool(input.toString(), older.toString(), "ignore", 3));
    Driver.start(shared, none, Records.pool(input.toString(), newer.toString(), "ignore", 2))
        .end()
        .assertDone();
    first.end().assertDone();
  }

  private Driver.Ended replace(Path table, String... options) throws Exception {
    return Driver.start(
            directory,
            List.of(),
            none,
            List.of(options),
            Records.pool(input.toString(), table.toString(), "overwrite", 2))
        .end();
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Test
  void isFull() throws Exception {
    try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), HALF)) {
      Path table = Tables.copy(older, disk.directory().resolve("table"));
      Map<String, String> content = Tables.content(table);
      long start = System.nanoTime();

      assertThat(replace(table).assertFailed()).contains("No space left on device");

      Tables.assertUntouched(table, content);
      Tables.assertNothingLeft(table);
      disk.resize(PLENTY);
      replace(table).assertDone();
      TABLE.add(
          "the output's disk is full",
          "a tmpfs of %d KB, then of more and the same command".formatted(HALF),
          1,
          Tables.assertWhole(table, newer),
          millisSince(start));
    }
  }

  @Test
  void sparksOwnIsFull() throws Exception {
    try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), HALF)) {
      Path table = Tables.copy(older, directory.resolve("table"));
      Map<String, String> content = Tables.content(table);
      long start = System.nanoTime();

      Driver.Ended ended = replace(table, "--conf", "spark.local.dir=" + disk.directory());

      // Spark, which does not start, has more to say.
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.own()).singleElement().asString().contains("No space left on device");
      Tables.assertUntouched(table, content);
      Tables.assertNothingLeft(table);
      replace(table).assertDone();
      TABLE.add(
          "Spark's local disk is full",
          "`spark.local.dir` on a tmpfs of %d KB, then elsewhere".formatted(HALF),
          1,
          Tables.assertWhole(table, newer),
          millisSince(start));
    }
  }

  @Test
  void mayNotBeWritten() throws Exception {
    try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), PLENTY)) {
      Path table = Tables.copy(older, disk.directory().resolve("table"));
      Map<String, String> content = Tables.content(table);
      disk.forbidWriting();
      long start = System.nanoTime();

      assertThat(replace(table).assertFailed()).contains("Read-only file system");

      Tables.assertUntouched(table, content);
      Tables.assertNothingLeft(table);
      disk.allowWriting();
      replace(table).assertDone();
      TABLE.add(
          "the output is read-only",
          "a file system mounted so, then not",
          1,
          Tables.assertWhole(table, newer),
          millisSince(start));
    }
  }

  /** As a user who owns nothing here. */
  @Test
  void isAnothersToReadAndToWrite() throws Exception {
    Path table = Tables.copy(older, directory.resolve("table"));
    Map<String, String> content = Tables.content(table);
    for (Path parent : List.of(directory, shared)) {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path secret = input.resolve("batch_1.bin");
    Path own = Files.createDirectory(directory.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
    long start = System.nanoTime();

    assertThat(as("65534", table, "overwrite").assertFailed()).contains("Permission denied");
    Tables.assertUntouched(table, content);
    Tables.assertNothingLeft(table);
    replace(table).assertDone();
    TABLE.add(
        "the output is another user's",
        "`setpriv --reuid=65534`, then the superuser",
        1,
        Tables.assertWhole(table, newer),
        millisSince(start));

    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    start = System.nanoTime();
    Path partial = own.resolve("table");
    Driver.Ended ended = as("65534", partial, "overwrite");
    ended.assertDone();
    assertThat(ended.out()).contains("500 written", "read: unreadable");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    as("65534", partial, "overwrite").assertDone();
    TABLE.add(
        "an input file is another user's",
        "`setpriv --reuid=65534`: it is a bad record; then with permission",
        1,
        Tables.assertWhole(partial, newer),
        millisSince(start));
  }

  private Driver.Ended as(String user, Path table, String mode) throws Exception {
    return Driver.start(
            directory,
            List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"),
            none,
            List.of(),
            Records.pool(input.toString(), table.toString(), mode, 2))
        .end();
  }
}
