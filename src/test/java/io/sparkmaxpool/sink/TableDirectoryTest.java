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

  private TableWriter writer(String id) throws IOException {
    TableWriter writer = new TableWriter(directory, id);
    writer.begin(inputs);
    return writer;
  }

  /** Commits what is there, as a writer does. */
  private void record(TableWriter writer, int run, String... replaced) throws IOException {
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
    writer.record(
        new Ledger.Entry(
            JsonNodeFactory.instance.objectNode().put("run", run),
            inputs,
            files,
            List.of(replaced)));
  }

  /** A finished table of some files. */
  private void finished(int run, String... files) throws IOException {
    TableWriter writer = writer("writer of " + run);
    for (String file : files) {
      create(file);
    }
    record(writer, run);
    writer.finish();
  }

  private void create(String file) throws IOException {
    Path created = path.resolve(file);
    Files.createDirectories(created.getParent());
    Files.createFile(created);
  }

  /** A writer that has begun to add to the table. */
  private TableWriter opened(String id) throws IOException {
    TableWriter writer = writer(id);
    writer.open();
    return writer;
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
    create("part-00000.parquet");
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
    Files.delete(path.resolve("part-00000.parquet"));
    finished(3, "part-00000.parquet");
    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(run()).isEqualTo(3);
    directory.unmark();
    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    create("thesis.txt");
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
    assertThat(directory.foreign()).isEqualTo("it holds thesis.txt");
  }

  @Test
  void theLastToBeginIsTheOneWhoMayCommit() throws IOException {
    TableWriter first = writer("first");
    first.requireClaim();
    TableWriter second = writer("second");

    second.requireClaim();
    String message =
        "output path %s: another job has begun to write there since, and this one gives way"
            .formatted(path);
    assertThatThrownBy(first::requireClaim)
        .isInstanceOf(TableConflictException.class)
        .hasMessage(message);
    assertThatThrownBy(first::open).hasMessage(message);
    assertThatThrownBy(first::finish).hasMessage(message);
    assertThatThrownBy(() -> first.replace(Optional.empty())).hasMessage(message);
    assertThatThrownBy(() -> record(first, 1)).hasMessage(message);
    second.giveUp();
    assertThat(path).doesNotExist();
  }

  @Test
  void whatIsClearedIsEverythingButTheStaged() throws IOException {
    finished(1, "label=3/part-00000.parquet");
    create("_temporary/7/x");

    directory.clear(Optional.empty());

    assertThat(path.toFile().list()).containsExactly("_temporary");
    directory.clearStaging();
    directory.removeIfEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void picturesAreOfOneStateOfTheTable() throws IOException {
    finished(0, "part-0.parquet");
    Path page = path.resolve("_preview/index.html");
    create("_preview/index.html");
    assertThat(directory.state()).isEqualTo(State.FINISHED);

    finished(1, "part-1.parquet");

    assertThat(page).doesNotExist();
    assertThat(directory.state()).isEqualTo(State.FINISHED);
  }

  @Test
  void aTableThatAppearedMeanwhileIsNotReplaced() throws IOException {
    directory.requireUnfinished();
    finished(1, "part-0.parquet");

    assertThatThrownBy(directory::requireUnfinished)
        .isInstanceOf(TableConflictException.class)
        .hasMessage("output path already exists: " + path);
  }

  @Test
  void anAppendThatDiedLosesNothingOfWhatWasThere() throws IOException {
    finished(1, "label=3/part-old.parquet");
    TableWriter appender = opened("appender");
    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    assertThat(directory.standing()).isEqualTo(new Standing(1, true));
    create("label=3/part-new.parquet");
    create("part-new.parquet");
    record(appender, 2);
    Files.writeString(path.resolve("_run.json"), "{\"run\": 2}");

    directory.recover();

    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(run()).isOne();
    assertThat(directory.ledger().size()).isOne();
    assertThat(directory.dataFiles()).containsOnlyKeys("label=3/part-old.parquet");
    assertThat(path.resolve("part-new.parquet")).doesNotExist();
    assertThat(path.resolve("_writer")).doesNotExist();
  }

  @Test
  void aWriterThatComesUponADeadOneKeepsWhatThatOneFound() throws IOException {
    finished(1, "part-old.parquet");
    opened("dead");
    create("part-dead.parquet");

    TableWriter next = writer("next");

    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet");
    next.open();
    create("part-next.parquet");
    record(next, 2);
    next.finish();
    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet", "part-next.parquet");
    assertThat(directory.ledger().size()).isEqualTo(2);
  }

  @Test
  void anOverwriteThatDiedAmidItsDeletesLeavesNothingThatCounts() throws IOException {
    inputs = Optional.of("a.inputs");
    create("_ledger/a.inputs");
    finished(1, "part-0.parquet", "part-1.parquet");
    inputs = Optional.empty();
    writer("overwriter").replace(Optional.empty());
    create("part-0.parquet");

    assertThat(directory.standing()).isEqualTo(Standing.NOTHING);
    assertThatThrownBy(() -> directory.finishBatches(1)).isInstanceOf(TableConflictException.class);
    assertThat(directory.isMarked()).isFalse();
    writer("next");
    assertThat(directory.dataFiles()).isEmpty();
  }

  @Test
  void whatNoCommitNamesIsNoPartOfAFinishedTable() throws IOException {
    TableWriter writer = writer("us");
    create("part-0.parquet");
    record(writer, 1);
    create("part-of-a-loser.parquet");

    writer.finish();

    assertThat(directory.dataFiles()).containsOnlyKeys("part-0.parquet");
  }

  @Test
  void aTableThatLacksAFileIsNotMarked() throws IOException {
    TableWriter writer = writer("us");
    create("part-0.parquet");
    record(writer, 1);
    Files.delete(path.resolve("part-0.parquet"));

    assertThatThrownBy(writer::finish)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("part-0.parquet");
    assertThat(directory.isMarked()).isFalse();
  }

  @Test
  void aLoserTakesBackWhatItMadeVisibleAndNothingElse() throws IOException {
    finished(1, "part-old.parquet");
    TableWriter loser = opened("loser");
    create("part-loser.parquet");
    writer("winner");
    create("part-loser.parquet");

    loser.takeBack(
        List.of(
            new DataFile("part-loser.parquet", 0, 1, "00000000"),
            new DataFile("part-old.parquet", 0, 1, "00000000")));

    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet");
  }

  @Test
  void nothingIsAddedToATableWithoutALedger() throws IOException {
    create("_SUCCESS");
    create("part-old.parquet");

    assertThatThrownBy(() -> opened("appender"))
        .isInstanceOf(TableConflictException.class)
        .hasMessage(
            "output path %s: it has no ledger of what it holds, so nothing can be added"
                .formatted(path));
    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet");
  }

  @Test
  void recoveryRemovesNothingWhereSomebodyPutFilesOfHisOwn() throws IOException {
    finished(1, "part-old.parquet");
    opened("appender");
    Path thesis = Files.writeString(path.resolve("thesis.txt"), "years");

    directory.recover();

    assertThat(thesis).hasContent("years");
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
  }

  @Test
  void aCommitCountsOnceItsEntryCanBeReadWhole() throws IOException {
    finished(1, "part-old.parquet");
    TableWriter writer = opened("second");
    create("part-new.parquet");
    record(writer, 2);
    Path entry = path.resolve("_ledger/00001.json");
    byte[] whole = Files.readAllBytes(entry);

    for (int length = 0; length < whole.length; length += 7) {
      Files.write(entry, Arrays.copyOf(whole, length));
      assertThat(directory.ledger().size()).isOne();
      assertThat(directory.ledger().files()).containsOnlyKeys("part-old.parquet");
    }
    Files.write(entry, whole);
    assertThat(directory.ledger().files()).containsOnlyKeys("part-old.parquet", "part-new.parquet");
    Files.delete(path.resolve("_ledger/00000.json"));
    assertThat(directory.ledger().size()).isZero();
    assertThat(directory.ledger().entries()).isEmpty();
  }

  @Test
  void whatATaskWroteAndIsNotThereIsNotCommitted() throws IOException {
    TableWriter writer = writer("us");
    Files.write(path.resolve("part-0.parquet"), new byte[4]);
    for (DataFile lost :
        List.of(
            new DataFile("part-0.parquet", 5, 1, "00000000"),
            new DataFile("part-1.parquet", 4, 1, "00000000"))) {
      assertThatThrownBy(
              () ->
                  writer.record(
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
    create("_ledger/a.inputs");
    TableWriter first = writer("first");
    create("part-old.parquet");
    record(first, 1);
    first.finishBatch();
    assertThat(directory.standing()).isEqualTo(new Standing(1, false));
    opened("second");
    create("part-new.parquet");

    opened("third");

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
    directory.finishBatches(1);
    assertThat(directory.state()).isEqualTo(State.FINISHED);
  }

  @Test
  void aBatchWhoseListOfInputsIsGoneIsNotCommitted() throws IOException {
    inputs = Optional.of("gone.inputs");
    TableWriter writer = writer("us");
    create("part-0.parquet");

    assertThatThrownBy(() -> record(writer, 1))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("gone.inputs: it is gone, which lists what was read");
  }

  @Test
  void whatStandsForOtherFilesIsGoneOnWithOnceItIsRecorded() throws IOException {
    finished(1, "part-old.parquet", "_bad_records/part-bad.parquet");
    opened("retry");
    create("part-good.parquet");

    directory.recover();
    assertThat(directory.dataFiles())
        .containsOnlyKeys("part-old.parquet", "_bad_records/part-bad.parquet");
    assertThat(directory.state()).isEqualTo(State.FINISHED);

    TableWriter again = opened("again");
    create("part-good.parquet");
    record(again, 2, "_bad_records/part-bad.parquet");
    directory.recover();
    assertThat(directory.dataFiles()).containsOnlyKeys("part-old.parquet", "part-good.parquet");
    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(run()).isEqualTo(2);
    assertThat(path.resolve("_bad_records")).doesNotExist();
  }
}
