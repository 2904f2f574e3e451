package io.sparkmaxpool.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
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

  /** The pictures of the table, if some were made. */
  public static final String PREVIEW = "_preview";

  /** What committers keep uncommitted files in. */
  private static final Pattern STAGING = Pattern.compile("_temporary|__magic.*|\\.spark-staging.*");

  private static final Set<String> OURS =
      Set.of(SUCCESS, RUN, BAD_RECORDS, PREVIEW, WriteClaim.NAME);
  private static final Pattern PART = Pattern.compile("part-.*\\.parquet");
  private static final Pattern PARTITION = Pattern.compile("(label|label_name)=.*");

  /** What is at a path. */
  public enum State {
    /** Nothing, or an empty directory. */
    ABSENT,
    /** Parts of a table that was never finished, and what shows that they are this program's. */
    UNFINISHED,
    /** A table. */
    FINISHED,
    /** A file, or a directory with something in it that no table has. */
    FOREIGN
  }

  private final FileSystem fileSystem;
  private final Path path;
  private final String given;
  private final WriteClaim claim;

  private TableDirectory(FileSystem fileSystem, String given) {
    this.fileSystem = fileSystem;
    this.path = fileSystem.makeQualified(new Path(given));
    this.given = given;
    this.claim = new WriteClaim(fileSystem, path);
  }

  /** The directory at a path of any Hadoop file system, there or not. */
  public static TableDirectory at(String path, Configuration conf) throws IOException {
    return new TableDirectory(fileSystem(new Path(path), conf), path);
  }

  /** A path's file system, without the layer that puts a checksum file beside every other. */
  public static FileSystem fileSystem(Path path, Configuration conf) throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf);
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  /** Its qualified path. */
  public Path path() {
    return path;
  }

  /** What is there now. */
  public State state() throws IOException {
    FileStatus[] entries = entries();
    if (foreign(entries).isPresent()) {
      return State.FOREIGN;
    }
    if (has(entries, SUCCESS)) {
      return State.FINISHED;
    }
    return entries.length == 0 ? State.ABSENT : State.UNFINISHED;
  }

  /** What is there that no table has, in words, for the message about {@link State#FOREIGN}. */
  public String foreign() throws IOException {
    return foreign(entries())
        .orElseThrow(() -> new IllegalStateException(path + " holds nothing foreign"));
  }

  /**
   * Refuses to write among what no table has: whoever overwrites by mistake loses nothing.
   *
   * @throws TableConflictException telling what is there
   */
  void requireNothingForeign() throws IOException {
    if (state() == State.FOREIGN) {
      throw new TableConflictException(
          "output path %s is not a table: %s".formatted(given, foreign()));
    }
  }

  private Optional<String> foreign(FileStatus[] entries) throws IOException {
    for (FileStatus entry : entries) {
      String name = entry.getPath().getName();
      if (entry.getPath().equals(path)) {
        return Optional.of("it is a file");
      }
      if (!OURS.contains(name) && !STAGING.matcher(name).matches() && !isData(entry)) {
        return Optional.of("it holds " + name);
      }
    }
    if (!has(entries, SUCCESS)) {
      // About to be removed: whatever is called like a partition may yet be somebody's pictures.
      for (FileStatus entry : entries) {
        if (PARTITION.matcher(entry.getPath().getName()).matches()) {
          Optional<String> below = foreignBelow(entry.getPath(), entry.getPath().getName());
          if (below.isPresent()) {
            return below;
          }
        }
      }
    }
    if (entries.length > 0
        && !has(entries, SUCCESS)
        && !has(entries, RUN)
        && !has(entries, WriteClaim.NAME)) {
      // Other tools call their files and directories the same, also while they write them.
      return Optional.of(
          "it holds "
              + entries[0].getPath().getName()
              + ", and no sign that it is of this program");
    }
    return Optional.empty();
  }

  private Optional<String> foreignBelow(Path partition, String name) throws IOException {
    for (FileStatus entry : fileSystem.listStatus(partition)) {
      String below = name + "/" + entry.getPath().getName();
      Optional<String> foreign =
          isData(entry)
              ? entry.isDirectory() ? foreignBelow(entry.getPath(), below) : Optional.empty()
              : Optional.of("it holds " + below);
      if (foreign.isPresent()) {
        return foreign;
      }
    }
    return Optional.empty();
  }

  private static boolean isData(FileStatus entry) {
    String name = entry.getPath().getName();
    if (entry.isDirectory()) {
      return PARTITION.matcher(name).matches();
    }
    boolean checksum = name.startsWith(".") && name.endsWith(".crc");
    return checksum || PART.matcher(name).matches();
  }

  private static boolean has(FileStatus[] entries, String name) {
    return Arrays.stream(entries).anyMatch(entry -> entry.getPath().getName().equals(name));
  }

  /** Removes what jobs that died left uncommitted, lest a committer take it for its own. */
  void clearStaging() throws IOException {
    for (FileStatus entry : entries()) {
      if (STAGING.matcher(entry.getPath().getName()).matches()) {
        delete(entry.getPath());
      }
    }
  }

  /** Says who writes here; the last to say so is the one who may commit. */
  void claim(String writer) throws IOException {
    claim.take(writer);
  }

  /** Whether nobody else has begun to write since {@link #claim}, nor finished. */
  boolean isClaimedBy(String writer) throws IOException {
    return claim.isHeldBy(writer);
  }

  /** Makes a finished table an unfinished one, to be added to; {@link #recover} undoes it. */
  void openForAppend(String writer) throws IOException {
    claim.take(writer, new WriteClaim.Before(dataFiles(), runIfThere().orElse("")));
    unmark();
  }

  /**
   * Puts a table back to what it was, if a job died or failed while it committed an append: the
   * rows of earlier runs are nobody's leftovers.
   */
  public void recover() throws IOException {
    Optional<WriteClaim.Before> before = claim.before();
    // Where somebody put files of his own meanwhile, nothing is removed: the write will be refused.
    if (before.isEmpty() || state() != State.UNFINISHED) {
      return;
    }
    for (String file : dataFiles()) {
      if (!before.get().files().contains(file)) {
        deleteWithEmptyParents(new Path(path, file));
      }
    }
    if (!before.get().run().isEmpty()) {
      write(RUN, before.get().run().getBytes(StandardCharsets.UTF_8));
    }
    write(SUCCESS, new byte[0]);
    claim.release();
  }

  private void deleteWithEmptyParents(Path file) throws IOException {
    delete(file);
    Path parent = file.getParent();
    while (!parent.equals(path) && fileSystem.listStatus(parent).length == 0) {
      delete(parent);
      parent = parent.getParent();
    }
  }

  /** The paths below the table of everything but staging and reports. */
  private Set<String> dataFiles() throws IOException {
    Set<String> files = new TreeSet<>();
    for (FileStatus entry : entries()) {
      String name = entry.getPath().getName();
      boolean data = name.equals(BAD_RECORDS) || !OURS.contains(name);
      if (data && !STAGING.matcher(name).matches()) {
        addFiles(entry, name, files);
      }
    }
    return files;
  }

  private void addFiles(FileStatus entry, String name, Set<String> files) throws IOException {
    if (!entry.isDirectory()) {
      files.add(name);
      return;
    }
    for (FileStatus below : fileSystem.listStatus(entry.getPath())) {
      addFiles(below, name + "/" + below.getPath().getName(), files);
    }
  }

  /** Ends a claim on a table that is finished, or of which there is nothing. */
  void giveUp() throws IOException {
    FileStatus[] entries = entries();
    if (has(entries, SUCCESS) || entries.length == 1) {
      claim.release();
    }
    removeIfEmpty();
  }

  /**
   * Fails unless the writer may still commit.
   *
   * @throws TableConflictException if another job has begun to write here
   */
  void requireClaimedBy(String writer) throws IOException {
    if (!isClaimedBy(writer)) {
      throw new TableConflictException(
          "output path %s: another job has begun to write there since, and this one gives way"
              .formatted(given));
    }
  }

  /**
   * Fails if there is a table.
   *
   * @throws TableConflictException naming the path
   */
  void requireUnfinished() throws IOException {
    if (state() == State.FINISHED) {
      throw new TableConflictException("output path already exists: " + given);
    }
  }

  /**
   * Removes everything but what is staged: first of all the mark, so that nothing looks finished.
   */
  void clearCommitted() throws IOException {
    unmark();
    for (FileStatus entry : entries()) {
      String name = entry.getPath().getName();
      if (!STAGING.matcher(name).matches() && !name.equals(WriteClaim.NAME)) {
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

  /**
   * Writes {@code _run.json}, then {@code _SUCCESS}: the table is finished, and nobody's claim.
   * Pictures of what it was before are removed.
   */
  void finish(String runJson) throws IOException {
    delete(new Path(path, PREVIEW));
    write(RUN, runJson.getBytes(StandardCharsets.UTF_8));
    write(SUCCESS, new byte[0]);
    claim.release();
  }

  /** Whether any record of the table was bad. */
  public boolean hasBadRecords() throws IOException {
    return fileSystem.exists(new Path(path, BAD_RECORDS));
  }

  /** The Parquet files of the records that were bad; none where no record was. */
  public List<Path> badRecordFiles() throws IOException {
    return hasBadRecords()
        ? Arrays.stream(fileSystem.listStatus(new Path(path, BAD_RECORDS)))
            .map(FileStatus::getPath)
            .filter(file -> PART.matcher(file.getName()).matches())
            .toList()
        : List.of();
  }

  /** The text of {@code _run.json}. */
  public String run() throws IOException {
    return read(RUN);
  }

  /** The text of {@code _run.json}, if there is one. */
  Optional<String> runIfThere() throws IOException {
    return fileSystem.exists(new Path(path, RUN)) ? Optional.of(run()) : Optional.empty();
  }

  private String read(String name) throws IOException {
    try (InputStream in = fileSystem.open(new Path(path, name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
