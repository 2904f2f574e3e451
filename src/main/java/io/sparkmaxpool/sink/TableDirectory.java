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
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(TableDirectory.class);

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

  private TableDirectory(FileSystem fileSystem, String given) {
    this.fileSystem = fileSystem;
    this.path = fileSystem.makeQualified(new Path(given));
    this.given = given;
    this.claim = new WriteClaim(fileSystem, path);
    this.layout = new TableLayout(fileSystem, path);
    this.ledger = new Ledger(fileSystem, path);
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

  /** Removes what jobs that died left uncommitted, lest a committer take it for its own. */
  void clearStaging() throws IOException {
    for (FileStatus entry : entries()) {
      if (TableLayout.isStaging(entry.getPath().getName())) {
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

  /**
   * Makes a finished table an unfinished one, to be added to; until {@link #record} {@link
   * #recover} undoes it.
   */
  void openForAppend(String writer) throws IOException {
    claim.take(
        writer,
        new WriteClaim.Before(dataFiles().keySet(), ledger.size(), runIfThere().orElse("")));
    unmark();
  }

  /**
   * Puts a table back to what its commits made of it, if a job died or failed while it added to it:
   * the rows of earlier runs are nobody's leftovers. An append is taken back until it is finished.
   * What stands for other files is gone on with once it is recorded, since those may be gone; so
   * are batches, whose table stays unfinished.
   */
  public void recover() throws IOException {
    // Where somebody put files of his own meanwhile, nothing is removed: the write will be refused.
    if (state() != State.UNFINISHED) {
      return;
    }
    Optional<WriteClaim.Before> before = claim.before();
    if (before.isPresent()) {
      List<Ledger.Entry> entries = ledger.entries();
      if (entries.size() > before.get().commits()
          && !entries.get(entries.size() - 1).replaced().isEmpty()) {
        finish();
      } else {
        takeBack(before.get());
      }
    } else if (ledger.isOfBatches()) {
      keep(ledger.files().keySet());
    }
  }

  private void takeBack(WriteClaim.Before before) throws IOException {
    // If that job is alive, it must not go on and add files to a finished table.
    clearStaging();
    ledger.cut(before.commits());
    keep(before.files());
    if (!before.run().isEmpty()) {
      write(RUN, before.run().getBytes(StandardCharsets.UTF_8));
    }
    write(SUCCESS, new byte[0]);
    claim.release();
  }

  /** Removes all files of rows but some. */
  private void keep(Set<String> files) throws IOException {
    for (String file : dataFiles().keySet()) {
      if (!files.contains(file)) {
        deleteWithEmptyParents(new Path(path, file));
      }
    }
  }

  /**
   * Commits what a writer's committer has made visible: it counts from here on.
   *
   * @throws IOException if a file is not there as its task left it; nothing is recorded then
   */
  void record(Ledger.Entry entry) throws IOException {
    Map<String, Long> there = dataFiles();
    for (DataFile file : entry.files()) {
      Long bytes = there.get(file.path());
      if (bytes == null || bytes != file.bytes()) {
        throw new IOException(
            "%s: a task wrote %s with %d bytes, but after the commit %s"
                .formatted(
                    path,
                    file.path(),
                    file.bytes(),
                    bytes == null ? "it is not there" : "it has " + bytes));
      }
    }
    ledger.add(ledger.size(), entry);
  }

  private void deleteWithEmptyParents(Path file) throws IOException {
    delete(file);
    Path parent = file.getParent();
    while (!parent.equals(path) && fileSystem.listStatus(parent).length == 0) {
      delete(parent);
      parent = parent.getParent();
    }
  }

  /** The files of rows that are there, and nothing else: paths below the table, and bytes. */
  public Map<String, Long> dataFiles() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    for (FileStatus entry : entries()) {
      if (TableLayout.holdsRows(entry)) {
        addFiles(entry, entry.getPath().getName(), files);
      }
    }
    return files;
  }

  private void addFiles(FileStatus entry, String name, Map<String, Long> files) throws IOException {
    if (!entry.isDirectory()) {
      files.put(name, entry.getLen());
      return;
    }
    for (FileStatus below : fileSystem.listStatus(entry.getPath())) {
      addFiles(below, name + "/" + below.getPath().getName(), files);
    }
  }

  /** Ends a claim on a table that is finished or can be gone on with, or of which is nothing. */
  void giveUp() throws IOException {
    FileStatus[] entries = entries();
    if (TableLayout.has(entries, SUCCESS) || entries.length == 1 || ledger.size() > 0) {
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
   * Fails if there are batches that a run has still to finish.
   *
   * @throws TableConflictException naming the path
   */
  void requireNoBatches() throws IOException {
    if (state() == State.UNFINISHED && ledger.isOfBatches()) {
      throw new TableConflictException(
          "output path %s: a run with --resume has committed %d batches there and is not finished"
              .formatted(given, ledger.size()));
    }
  }

  /**
   * Fails unless the table has had so many commits: another job has added to it otherwise.
   *
   * @throws TableConflictException telling how many
   */
  void requireCommits(int commits) throws IOException {
    if (ledger.size() != commits) {
      throw new TableConflictException(
          "output path %s: another job has committed there since this one was planned, and this one gives way: %d commits, not %d"
              .formatted(given, ledger.size(), commits));
    }
  }

  /**
   * Removes everything but what is staged, and one list of inputs: first of all the mark, so that
   * nothing looks finished.
   */
  void clearCommitted(Optional<String> keptInputs) throws IOException {
    unmark();
    for (FileStatus entry : entries()) {
      String name = entry.getPath().getName();
      if (name.equals(Ledger.NAME)) {
        ledger.clear(keptInputs);
      } else if (!TableLayout.isStaging(name) && !name.equals(WriteClaim.NAME)) {
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
   * Removes what the last commit stands for and pictures of what was before, writes {@code
   * _run.json}, then {@code _SUCCESS}: the table is finished, and nobody's claim.
   */
  public void finish() throws IOException {
    report();
    mark();
  }

  /**
   * The same for a writer, unless another job has begun meanwhile.
   *
   * @throws TableConflictException if one has; what it has finished stays finished
   */
  void finish(String writer) throws IOException {
    report();
    if (!isClaimedBy(writer)) {
      if (state() == State.FINISHED) {
        // The report is the other job's.
        write(RUN, RunReport.json(ledger.entries()).getBytes(StandardCharsets.UTF_8));
      }
      requireClaimedBy(writer);
    }
    mark();
  }

  private void report() throws IOException {
    List<Ledger.Entry> entries = ledger.entries();
    for (String file : entries.get(entries.size() - 1).replaced()) {
      if (fileSystem.exists(new Path(path, file))) {
        deleteWithEmptyParents(new Path(path, file));
      }
    }
    ledger.cut(entries.size());
    delete(new Path(path, PREVIEW));
    write(RUN, expectedRun().getBytes(StandardCharsets.UTF_8));
  }

  private void mark() throws IOException {
    write(SUCCESS, new byte[0]);
    try {
      claim.release();
    } catch (IOException e) {
      // Nothing that was promised is missing, and the next job claims the table anew.
      LOG.warn("{} is finished, but still claimed: {}", path, e.getMessage());
    }
  }

  /**
   * Ends a batch: the table stays unfinished, and nobody's claim. Whoever has claimed it meanwhile
   * will find that the batch is committed, and give way.
   */
  void finishBatch(String writer) throws IOException {
    if (isClaimedBy(writer)) {
      claim.release();
    }
  }

  /** What {@code _run.json} has to be by the ledger, which must have an entry. */
  public String expectedRun() throws IOException {
    return RunReport.json(ledger.entries());
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
