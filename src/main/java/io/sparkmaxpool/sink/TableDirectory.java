package io.sparkmaxpool.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory of a table. It is a finished table if, and only if, it holds {@code _SUCCESS},
 * which is written as the very last act.
 */
public final class TableDirectory {
  /** Marks a finished table. */
  public static final String SUCCESS = "_SUCCESS";

  /** What the run was, as JSON. */
  public static final String RUN = "_run.json";

  /** The table of the records that could not be pooled. */
  public static final String BAD_RECORDS = "_bad_records";

  /** What committers keep uncommitted files in. */
  private static final Pattern STAGING = Pattern.compile("_temporary|__magic.*|\\.spark-staging.*");

  private static final Set<String> OURS = Set.of(SUCCESS, RUN, BAD_RECORDS, "_preview");
  private static final Pattern DATA = Pattern.compile("part-.*|(label|label_name)=.*");

  /** What is at a path. */
  public enum State {
    /** Nothing, or an empty directory. */
    ABSENT,
    /** Parts of a table that was never finished. */
    UNFINISHED,
    /** A table. */
    FINISHED,
    /** A file, or a directory with something in it that no table has. */
    FOREIGN
  }

  private final FileSystem fileSystem;
  private final Path path;

  private TableDirectory(FileSystem fileSystem, Path path) {
    this.fileSystem = fileSystem;
    this.path = path;
  }

  /** The directory at a path of any Hadoop file system, there or not. */
  public static TableDirectory at(String path, Configuration conf) throws IOException {
    FileSystem fileSystem = new Path(path).getFileSystem(conf);
    return new TableDirectory(fileSystem, fileSystem.makeQualified(new Path(path)));
  }

  /** Its qualified path. */
  public Path path() {
    return path;
  }

  /** What is there now. */
  public State state() throws IOException {
    State state = State.ABSENT;
    for (FileStatus entry : entries()) {
      String name = entry.getPath().getName();
      if (isForeign(entry)) {
        return State.FOREIGN;
      }
      if (name.equals(SUCCESS)) {
        state = State.FINISHED;
      } else if (state == State.ABSENT) {
        state = State.UNFINISHED;
      }
    }
    return state;
  }

  /** The name of something there that no table has. */
  public Optional<String> foreignName() throws IOException {
    return Arrays.stream(entries())
        .filter(this::isForeign)
        .map(entry -> entry.getPath().getName())
        .findFirst();
  }

  /**
   * Refuses to write among what no table has: whoever overwrites by mistake loses nothing.
   *
   * @throws IllegalStateException naming it
   */
  void requireNothingForeign() throws IOException {
    Optional<String> foreign = foreignName();
    if (foreign.isPresent()) {
      throw new IllegalStateException(
          "output path %s is not a table: it holds %s".formatted(path, foreign.get()));
    }
  }

  private boolean isForeign(FileStatus entry) {
    String name = entry.getPath().getName();
    // Listing a file gives the file itself.
    if (entry.getPath().equals(path)) {
      return true;
    }
    boolean checksum = name.startsWith(".") && name.endsWith(".crc");
    return !checksum
        && !OURS.contains(name)
        && !DATA.matcher(name).matches()
        && !STAGING.matcher(name).matches();
  }

  /** Removes what jobs that died left uncommitted, lest a committer take it for its own. */
  void clearStaging() throws IOException {
    for (FileStatus entry : entries()) {
      if (STAGING.matcher(entry.getPath().getName()).matches()) {
        delete(entry.getPath());
      }
    }
  }

  /**
   * Removes everything but what is staged: first of all the mark, so that nothing looks finished.
   */
  void clearCommitted() throws IOException {
    unmark();
    for (FileStatus entry : entries()) {
      if (!STAGING.matcher(entry.getPath().getName()).matches()) {
        delete(entry.getPath());
      }
    }
  }

  /** Removes the directory if nothing is in it. */
  void removeIfEmpty() throws IOException {
    if (fileSystem.exists(path) && entries().length == 0) {
      delete(path);
    }
  }

  /** Makes the table an unfinished one. */
  void unmark() throws IOException {
    Path mark = new Path(path, SUCCESS);
    if (fileSystem.exists(mark)) {
      delete(mark);
    }
  }

  /** Writes {@code _run.json}, then {@code _SUCCESS}: the table is finished. */
  void finish(String runJson) throws IOException {
    write(RUN, runJson.getBytes(StandardCharsets.UTF_8));
    write(SUCCESS, new byte[0]);
  }

  /** The text of {@code _run.json}. */
  public String run() throws IOException {
    try (var stream = fileSystem.open(new Path(path, RUN))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void write(String name, byte[] content) throws IOException {
    try (OutputStream out = fileSystem.create(new Path(path, name), true)) {
      out.write(content);
    }
  }

  private FileStatus[] entries() throws IOException {
    try {
      return fileSystem.listStatus(path);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private void delete(Path target) throws IOException {
    if (!fileSystem.delete(target, true) && fileSystem.exists(target)) {
      throw new IOException("cannot delete " + target);
    }
  }
}
