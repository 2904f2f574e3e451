package io.sparkmaxpool.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
  private final TableLayout layout;
  private final Ledger ledger;
  private final TableFiles files;

  private TableDirectory(FileSystem fileSystem, String given) {
    this.fileSystem = fileSystem;
    this.path = fileSystem.makeQualified(new Path(given));
    this.given = given;
    this.claim = new WriteClaim(fileSystem, path);
    this.layout = new TableLayout(fileSystem, path);
    this.ledger = new Ledger(fileSystem, path);
    this.files = new TableFiles(fileSystem, path);
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

  /** What was committed to it. */
  public Ledger ledger() {
    return ledger;
  }

  /** What is there now. */
  public State state() throws IOException {
    FileStatus[] entries = entries();
    if (layout.foreign(entries).isPresent()) {
      return State.FOREIGN;
    }
    if (TableLayout.has(entries, SUCCESS)) {
      return State.FINISHED;
    }
    return entries.length == 0 ? State.ABSENT : State.UNFINISHED;
  }

  /** What is there that no table has, in words, for the message about {@link State#FOREIGN}. */
  public String foreign() throws IOException {
    return layout
        .foreign(entries())
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

  /** What counts of it, whatever a job that died while it wrote has left. */
  public Standing standing() throws IOException {
    if (state() == State.FINISHED) {
      return new Standing(ledger.size(), true);
    }
    Optional<Standing> left = claim.standing();
    if (left.isEmpty()) {
      // Another job can have finished between the two looks.
      return state() == State.FINISHED
          ? new Standing(ledger.size(), true)
          : new Standing(ledger.isOfBatches() ? ledger.size() : 0, false);
    }
    return standsForOthers(left.get()) ? new Standing(ledger.size(), true) : left.get();
  }

  /** Whether files are recorded that take the place of others, which may be gone already. */
  private boolean standsForOthers(Standing left) throws IOException {
    if (!left.isFinished() || ledger.size() <= left.commits()) {
      return false;
    }
    List<Ledger.Entry> entries = ledger.entries();
    return !entries.get(entries.size() - 1).replaced().isEmpty();
  }

  /**
   * Puts a finished table back that a job was adding to when it died: its rows are nobody's
   * leftovers. Does nothing where no job has died so.
   */
  public void recover() throws IOException {
    if (state() == State.UNFINISHED && standing().isFinished()) {
      TableWriter writer = new TableWriter(this, UUID.randomUUID().toString());
      writer.begin(Optional.empty());
      writer.finishBatch();
    }
  }

  /**
   * Finishes a table of batches.
   *
   * @param commits how many it must have had
   * @throws TableConflictException if it has had others, or another job begins to write
   */
  public void finishBatches(int commits) throws IOException {
    TableWriter writer = new TableWriter(this, UUID.randomUUID().toString());
    writer.begin(Optional.empty());
    requireCommits(commits);
    writer.finish();
  }

  WriteClaim claim() {
    return claim;
  }

  /** Removes what jobs that died left uncommitted, lest a committer take it for its own. */
  void clearStaging() throws IOException {
    for (FileStatus entry : entries()) {
      if (TableLayout.isStaging(entry.getPath().getName())) {
        delete(entry.getPath());
      }
    }
  }

  /** The files of rows that are there, and nothing else: paths below the table, and bytes. */
  public Map<String, Long> dataFiles() throws IOException {
    return files.all();
  }

  TableFiles files() {
    return files;
  }

  /** Whether there is anything but a claim. */
  boolean isMoreThanAClaim() throws IOException {
    return entries().length > 1;
  }

  /**
   * Fails if there is a table.
   *
   * @throws TableConflictException naming the path
   */
  void requireUnfinished() throws IOException {
    if (standing().isFinished()) {
      throw new TableConflictException("output path already exists: " + given);
    }
  }

  /**
   * Fails if there are batches that a run has still to finish.
   *
   * @throws TableConflictException naming the path
   */
  void requireNoBatches() throws IOException {
    Standing standing = standing();
    if (!standing.isFinished() && standing.commits() > 0) {
      throw new TableConflictException(
          "output path %s: a run with --resume has committed %d batches there and is not finished"
              .formatted(given, standing.commits()));
    }
  }

  /**
   * Fails unless the table has had so many commits: another job has added to it otherwise.
   *
   * @throws TableConflictException telling how many
   */
  void requireCommits(int commits) throws IOException {
    int had = standing().commits();
    if (had != commits) {
      throw new TableConflictException(
          "output path %s: another job has committed there since this one was planned, and this one gives way: %d commits, not %d"
              .formatted(given, had, commits));
    }
  }

  /**
   * Removes everything but what is staged, the claim, and one list of inputs: first of all the mark
   * and the ledger, so that nothing looks finished, nor as if it could be gone on with.
   */
  void clear(Optional<String> keptInputs) throws IOException {
    unmark();
    ledger.clear(keptInputs);
    for (FileStatus entry : entries()) {
      String name = entry.getPath().getName();
      if (!TableLayout.isStaging(name)
          && !name.equals(WriteClaim.NAME)
          && !name.equals(Ledger.NAME)) {
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

  /** Writes {@code _run.json}, and removes pictures of what was before. */
  void writeReport() throws IOException {
    delete(new Path(path, PREVIEW));
    write(RUN, expectedRun().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes {@code _SUCCESS}: the table is finished. */
  void mark() throws IOException {
    write(SUCCESS, new byte[0]);
  }

  /** What {@code _run.json} has to be by the ledger, which must have an entry. */
  public String expectedRun() throws IOException {
    return RunReport.json(ledger.entries());
  }

  /** Whether {@code _SUCCESS} is there. */
  public boolean isMarked() throws IOException {
    return fileSystem.exists(new Path(path, SUCCESS));
  }

  /** Whether {@code _run.json} is there and has this text. */
  public boolean hasRun(String text) throws IOException {
    return fileSystem.exists(new Path(path, RUN)) && run().equals(text);
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
            .filter(TableLayout::isPart)
            .toList()
        : List.of();
  }

  /** The text of {@code _run.json}. */
  public String run() throws IOException {
    return read(RUN);
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

  /** The path as the user gave it. */
  @Override
  public String toString() {
    return given;
  }
}
