package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.sink.TableDirectory.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableDirectoryTest {
  @TempDir private Path parent;
  private Path path;
  private TableDirectory directory;

  @BeforeEach
  void name() throws IOException {
    path = parent.resolve("table");
    directory = TableDirectory.at(path.toString(), new Configuration());
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
    directory.finish("{}");
    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(directory.run()).isEqualTo("{}");
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
    directory.finish("{}");

    directory.clearCommitted();
    assertThat(path).isDirectoryContaining(entry -> entry.endsWith("_temporary"));
    assertThat(path.toFile().list()).containsExactly("_temporary");

    directory.clearStaging();
    directory.removeIfEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void picturesAreOfOneStateOfTheTable() throws IOException {
    Path page = path.resolve("_preview/index.html");
    directory.finish("{}");
    Files.createDirectories(page.getParent());
    Files.createFile(page);
    assertThat(directory.state()).isEqualTo(State.FINISHED);

    directory.openForAppend("appender");
    directory.recover();
    assertThat(page).exists();

    directory.openForAppend("appender");
    directory.finish("{}");
    assertThat(page).doesNotExist();
    assertThat(directory.state()).isEqualTo(State.FINISHED);
  }

  @Test
  void aTableThatAppearedMeanwhileIsNotReplaced() throws IOException {
    directory.requireUnfinished();
    Files.createDirectories(path);
    directory.finish("{}");

    assertThatThrownBy(directory::requireUnfinished)
        .isInstanceOf(TableConflictException.class)
        .hasMessage("output path already exists: " + path);
  }

  @Test
  void anAppendThatDiedLosesNothingOfWhatWasThere() throws IOException {
    Files.createDirectories(path.resolve("label=3"));
    Files.createFile(path.resolve("label=3/part-old.parquet"));
    directory.finish("{\"run\": 1}");
    directory.claim("appender");
    directory.openForAppend("appender");
    assertThat(directory.state()).isEqualTo(State.UNFINISHED);
    Files.createFile(path.resolve("label=3/part-new.parquet"));
    Files.createFile(path.resolve("part-new.parquet"));
    Files.writeString(path.resolve("_run.json"), "{\"run\": 2}");

    directory.recover();

    assertThat(directory.state()).isEqualTo(State.FINISHED);
    assertThat(directory.run()).isEqualTo("{\"run\": 1}");
    assertThat(path.resolve("label=3/part-old.parquet")).exists();
    assertThat(path.resolve("label=3/part-new.parquet")).doesNotExist();
    assertThat(path.resolve("part-new.parquet")).doesNotExist();
    assertThat(path.resolve("_writer")).doesNotExist();
  }

  @Test
  void recoveryRemovesNothingWhereSomebodyPutFilesOfHisOwn() throws IOException {
    Files.createDirectories(path);
    Files.createFile(path.resolve("part-old.parquet"));
    directory.finish("{}");
    directory.openForAppend("appender");
    Path thesis = Files.writeString(path.resolve("thesis.txt"), "years");

    directory.recover();

    assertThat(thesis).hasContent("years");
    assertThat(directory.state()).isEqualTo(State.FOREIGN);
  }
}
