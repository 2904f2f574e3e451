package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files paths and patterns mean, and what keys are relative to. */
class InputsTest {
  @TempDir Path root;

  @BeforeEach
  void writeFiles() throws IOException {
    for (String file : List.of("train/cat/1.png", "train/dog/2.png", "test/cat/3.png", "4.png")) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), "listed, never decoded");
    }
    Files.createDirectories(root.resolve("train/bee"));
  }

  private List<String> lines(String... paths) throws IOException {
    return lines(new Configuration(), paths);
  }

  private static List<String> lines(Configuration conf, String... paths) throws IOException {
    return DatasetFormat.IMAGE_FOLDER.list(Arrays.asList(paths), conf).files().stream()
        .map(file -> "%s %d %s".formatted(file.key(), file.label(), file.labelNames()))
        .toList();
  }

  @Test
  void ofADirectoryItIsTheRoot() throws IOException {
    assertThat(lines(root + "/train"))
        .containsExactly("cat/1.png 1 [bee, cat, dog]", "dog/2.png 2 [bee, cat, dog]");
    assertThat(lines(root + "/train/")).isEqualTo(lines(root + "/train"));
    assertThat(lines("file:" + root + "/train")).isEqualTo(lines(root + "/train"));
  }

  @Test
  void ofAFileItIsTheParent() throws IOException {
    assertThat(lines(root + "/train/cat/1.png")).containsExactly("1.png -1 []");
  }

  @Test
  void ofAPatternItIsTheLongestDirectoryWithoutWildcard() throws IOException {
    assertThat(lines(root + "/train/*/*.png"))
        .containsExactly("cat/1.png 0 [cat, dog]", "dog/2.png 1 [cat, dog]");
    assertThat(lines(root + "/train/{cat,dog}"))
        .containsExactly("cat/1.png 0 [cat, dog]", "dog/2.png 1 [cat, dog]");
    assertThat(lines(root + "/t*/c*"))
        .containsExactly("test/cat/3.png 0 [test, train]", "train/cat/1.png 1 [test, train]");
    assertThat(lines(root + "/[0-9].png")).containsExactly("4.png -1 []");
    assertThat(lines(root + "/?.png")).containsExactly("4.png -1 []");
  }

  @Test
  void ofSeveralPathsItIsTheDeepestCommonDirectory() throws IOException {
    assertThat(lines(root + "/train/dog", root + "/train/cat"))
        .containsExactly("cat/1.png 0 [cat, dog]", "dog/2.png 1 [cat, dog]");
    assertThat(lines(root + "/train/dog", root + "/test"))
        .containsExactly("test/cat/3.png 0 [test, train]", "train/dog/2.png 1 [test, train]");
    assertThat(lines(root + "/train", root + "/4.png"))
        .containsExactly(
            "4.png -1 [train]", "train/cat/1.png 0 [train]", "train/dog/2.png 0 [train]");
  }

  @Test
  void aFileThatSeveralPathsNameIsReadOnce() throws IOException {
    assertThat(lines(root + "/train", root + "/train/cat/1.png", root + "/train/*/*.png"))
        .isEqualTo(lines(root + "/train"));
    CifarBytes.write(root.resolve("a.bin"), CifarBytes.records(0, 1));
    Listing listing =
        DatasetFormat.CIFAR10.list(
            List.of(root.toString(), root + "/a.bin", root + "/*.bin"), new Configuration());
    assertThat(listing.files()).extracting(InputFile::key).containsExactly("a.bin");
    assertThat(listing.records()).hasValue(1);
  }

  /** As it is with a whole bucket. */
  @Test
  void theRootOfAFileSystemIsADirectoryLikeAnyOther() throws IOException {
    Configuration conf = TestFileSystem.configuration(root.resolve("train"));

    assertThat(lines(conf, "test:/"))
        .containsExactly("cat/1.png 1 [bee, cat, dog]", "dog/2.png 2 [bee, cat, dog]");
    assertThat(lines(conf, "test:/cat/1.png", "test:/")).isEqualTo(lines(conf, "test:/"));
    assertThat(lines(conf, "test:/*/*.png"))
        .containsExactly("cat/1.png 0 [cat, dog]", "dog/2.png 1 [cat, dog]");
  }

  @Test
  void aRelativePathIsBelowTheWorkingDirectory() throws IOException {
    assertThat(lines("data/images/cat/cat-01.jpg")).containsExactly("cat-01.jpg -1 []");
  }

  private List<String> keys(String pattern) throws IOException {
    return DatasetFormat.IMAGE_FOLDER
        .list(List.of(root + "/" + pattern), new Configuration())
        .files()
        .stream()
        .map(InputFile::key)
        .toList();
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.writeString(root.resolve(name), "listed, never decoded");
    }
  }

  @Test
  void aRangeOfNumbersMeansEachOfThem() throws IOException {
    write("s/08.png", "s/09.png", "s/10.png", "s/11.png", "s/9.png", "t/9.png", "t/10.png");

    assertThat(keys("s/{08..10}.png")).containsExactly("08.png", "09.png", "10.png");
    assertThat(keys("s/{10..08}.png")).containsExactly("08.png", "09.png", "10.png");
    assertThat(keys("s/{9..11}.png")).containsExactly("10.png", "11.png", "9.png");
    assertThat(keys("s/{11..11}.png")).containsExactly("11.png");
    assertThat(keys("s/{1..1}{0..1}.*")).containsExactly("10.png", "11.png");
    assertThat(keys("{s,t}/{9..10}.png"))
        .containsExactly("s/10.png", "s/9.png", "t/10.png", "t/9.png");
    assertThat(keys("{s/{08..09},t/{9..10}}.png"))
        .containsExactly("s/08.png", "s/09.png", "t/10.png", "t/9.png");
    assertThat(
            DatasetFormat.IMAGE_FOLDER
                .list(List.of("test:/s/{08..09}.png"), TestFileSystem.configuration(root))
                .files())
        .extracting(InputFile::key)
        .containsExactly("08.png", "09.png");
  }

  @Test
  void ofARangeEveryFileHasToBeThere() throws IOException {
    write("s/08.png", "s/10.png", "{1..3}.png");

    assertThatThrownBy(() -> keys("s/{08..10}.png"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path does not exist: " + root + "/s/09.png");
    assertThatThrownBy(() -> keys("s/{08..10}.*"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path matches nothing: " + root + "/s/09.*");
    assertThatThrownBy(() -> keys("s/{0..99999}{0..9}.png"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path means more than 100000 paths: " + root + "/s/{0..99999}{0..9}.png");
    // A name is a name first.
    assertThat(keys("{1..3}.png")).containsExactly("{1..3}.png");
  }
}
