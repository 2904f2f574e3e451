package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sparkmaxpool.sink.TableDirectory.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableDirectoryTest {
  @TempDir private Path parent;
  private Path path;
  private TableDirectory directory;
  private Optional<String> inputs = Optional.empty();

  @BeforeEach
  void name() throws IOException {
    path = parent.resolve("table");
    directory = TableDirectory.at(path.toString(), new Configuration());
  }

  /** Commits what is there, as a writer does. */
  private void record(int run, String... replaced) throws IOException {
    List<DataFile> files = new ArrayList<>();
    Map<String, DataFile> known = directory.ledger().files();
    directory
        .dataFiles()
        .forEach(
            (path, bytes) -> {
              if (!known.containsKey(path)) {
                files.add(new DataFile(path, bytes, 1, "00000000"));
              }
            });
    directory.record(
        new Ledger.Entry(
            JsonNodeFactory.instance.objectNode().put("run", run),
            inputs,
            files,
            List.of(replaced)));
  }

  private void finish(int run) throws IOException {
    record(run);
    directory.finish();
  }

  /** Which run {@code _run.json} tells of. */
  private int run() throws IOException {
    return new ObjectMapper().readTree(directory.run()).path("run").asInt();
  }

  @Test
  void onlyItsMarkMakesATableFinished() throws IOException {
    assertThat(directory.state()).isEqualTo(State.ABSENT);
    Files.createDirectories(path);
    assertThat(directory.state()).isEqualTo(State.ABSENT);
    Files.createFile(path.resolve("part-00000.parquet"));
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
    directory.claim("us");
    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    finish(0);
    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(run()).isZero();
    directory.unmark();
    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    Files.createFile(path.resolve("thesis.txt"));
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
    assertThat(directory.foreign()).isEqualTo("it holds thesis.txt");
  }

  @Test
  void theLastToBeginIsTheOneWhoMayCommit() throws IOException {
    TableDirectory other = TableDirectory.at(path.toString(), new Configuration());
    directory.claim("first");
    directory.requireClaimedBy("first");
    other.claim("second");

    other.requireClaimedBy("second");
    assertThatThrownBy(() -> directory.requireClaimedBy("first"))
        .isInstanceOf(TableConflictException.class)
        .hasMessage(
            "output path %s: another job has begun to write there since, and this one gives way"
                .formatted(path));
    other.giveUp();
    assertThat(path).doesNotExist();
  }

  @Test
  void whatIsClearedIsEverythingButTheStaged() throws IOException {
    Files.createDirectories(path.resolve("_temporary/7"));
    Files.createDirectories(path.resolve("label=3"));
    Files.createFile(path.resolve("label=3/part-00000.parquet"));
    finish(0);

    directory.clearCommitted(Optional.empty());
    assertThat(path).isDirectoryContaining(entry -> entry.endsWith("_temporary"));
    assertThat(path.toFile().list()).containsExactly("_temporary");

    directory.clearStaging();
    directory.removeIfEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void picturesAreOfOneStateOfTheTable() throws IOException {
    Path page = path.resolve("_preview/index.html");
    finish(0);
    Files.createDirectories(page.getParent());
    Files.createFile(page);
    assertThat(directory.state()).isEqualTo(State.FINISHED);

    directory.openForAppend("appender");
    directory.recover();
    assertThat(page).exists();

    directory.openForAppend("appender");
    finish(0);
    assertThat(page).doesNotExist();
    assertThat(directory.state()).isEqualTo(State.FINISHED);
  }

  @Test
  void aTableThatAppearedMeanwhileIsNotReplaced() throws IOException {
    directory.requireUnfinished();
    Files.createDirectories(path);
    finish(0);

    assertThatThrownBy(directory::requireUnfinished)
        .isInstanceOf(TableConflictException.class)
        .hasMessage("output path already exists: " + path);
  }

  @Test
  void anAppendThatDiedLosesNothingOfWhatWasThere() throws IOException {
    Files.createDirectories(path.resolve("label=3"));
    Files.createFile(path.resolve("label=3/part-old.parquet"));
    finish(1);
    directory.claim("appender");
    directory.openForAppend("appender");
    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    Files.createFile(path.resolve("label=3/part-new.parquet"));
    Files.createFile(path.resolve("part-new.parquet"));
    record(2);
    Files.writeString(path.resolve("_run.json"), "{\"run\": 2}");

    directory.recover();

    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(run()).isOne();
    assertThat(directory.ledger().size()).isOne();
    assertThat(path.resolve("label=3/part-old.parquet")).exists();
    assertThat(path.resolve("label=3/part-new.parquet")).doesNotExist();
    assertThat(path.resolve("part-new.parquet")).doesNotExist();
    assertThat(path.resolve("_writer")).doesNotExist();
  }

  @Test
  void recoveryRemovesNothingWhereSomebodyPutFilesOfHisOwn() throws IOException {
    Files.createDirectories(path);
    Files.createFile(path.resolve("part-old.parquet"));
    finish(0);
    directory.openForAppend("appender");
    Path thesis = Files.writeString(path.resolve("thesis.txt"), "years");

    directory.recover();

    assertThat(thesis).hasContent("years");
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
  }

  @Test
  void aCommitCountsOnceItsEntryCanBeReadWhole() throws IOException {
    Files.createDirectories(path);
    Files.createFile(path.resolve("part-old.parquet"));
    finish(1);
    Files.createFile(path.resolve("part-new.parquet"));
    record(2);
    Path entry = path.resolve("_ledger/00001.json");
    byte[] whole = Files.readAllBytes(entry);

    for (int length = 0; length < whole.length; length += 7) {
      Files.write(entry, Arrays.copyOf(whole, length));
      assertThat(directory.ledger().size()).isOne();
      assertThat(directory.ledger().files()).containsOnlyKeys("part-old.parquet");
    }
    Files.write(entry, whole);
    assertThat(directory.ledger().files()).containsOnlyKeys("part-old.parquet", "part-new.parquet");
  }

  @Test
  void whatATaskWroteAndIsNotThereIsNotCommitted() throws IOException {
    Files.createDirectories(path);
    Files.write(path.resolve("part-0.parquet"), new byte[4]);
    for (DataFile lost :
        List.of(
            new DataFile("part-0.parquet", 5, 1, "00000000"),
            new DataFile("part-1.parquet", 4, 1, "00000000"))) {
      assertThatThrownBy(
              () ->
                  directory.record(
                      new Ledger.Entry(
                          JsonNodeFactory.instance.objectNode(), inputs, List.of(lost), List.of())))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "file:%s: a task wrote %s with %d bytes, but after the commit %s"
                  .formatted(
                      path,
                      lost.path(),
                      lost.bytes(),
                      lost.path().equals("part-0.parquet") ? "it has 4" : "it is not there"));
    }
    assertThat(directory.ledger().size()).isZero();
  }

  @Test
  void aBatchThatDiedLosesNothingOfThoseBefore() throws IOException {
    inputs = Optional.of("a.inputs");
    Files.createDirectories(path.resolve("_ledger"));
    Files.createFile(path.resolve("_ledger/a.inputs"));
    Files.createFile(path.resolve("part-old.parquet"));
    record(1);
    directory.claim("second");
    Files.createFile(path.resolve("part-new.parquet"));

    directory.recover();

    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet");
    assertThat(path.resolve("_ledger/a.inputs")).exists();
    assertThatThrownBy(directory::requireNoBatches)
        .isInstanceOf(TableConflictException.class)
        .hasMessage(
            "output path %s: a run with --resume has committed 1 batches there and is not finished"
                .formatted(path));
    assertThatThrownBy(() -> directory.requireCommits(0))
        .isInstanceOf(TableConflictException.class)
        .hasMessageEndingWith("and this one gives way: 1 commits, not 0");
  }

  @Test
  void whatStandsForOtherFilesIsGoneOnWithOnceItIsRecorded() throws IOException {
    Path bad = Files.createDirectories(path.resolve("_bad_records"));
    Files.createFile(bad.resolve("part-bad.parquet"));
    Files.createFile(path.resolve("part-old.parquet"));
    finish(1);
    directory.openForAppend("retry");
    Files.createFile(path.resolve("part-good.parquet"));

    directory.recover();
    assertThat(directory.dataFiles())
        .containsOnlyKeys("part-old.parquet", "_bad_records/part-bad.parquet");
    assertThat(directory.state()).isEqualTo(State.FINISHED);

    directory.openForAppend("retry");
    Files.createFile(path.resolve("part-good.parquet"));
    record(2, "_bad_records/part-bad.parquet");
    directory.recover();
    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet", "part-good.parquet");
    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(run()).isEqualTo(2);
    assertThat(bad).doesNotExist();
  }
}
