package io.sparkmaxpool.sink;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer of a table, from its claim to the mark. The last to claim a table is the one who may
 * change it; whoever finds that he is not any more gives way and leaves everything to the other,
 * but for what he made visible himself.
 *
 * <p>File systems have no lock that outlives a dead owner, so between a look at the claim and the
 * act that follows another can come; what the ledger names is what counts then, and {@link #finish}
 * marks a table only if it is there.
 */
final class TableWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

  private final TableDirectory directory;
  private final WriteClaim claim;
  private final String id;

  /**
   * A writer.
   *
   * @param id what no other writer has
   */
  TableWriter(TableDirectory directory, String id) {
    this.directory = directory;
    this.claim = directory.claim();
    this.id = id;
  }

  /**
   * Claims the table, and puts it back to what counts: what died jobs staged or made visible is
   * removed.
   *
   * @param inputs a list of inputs that stays, though no commit names it yet
   */
  void begin(Optional<String> inputs) throws IOException {
    boolean isLeft = claim.standing().isPresent();
    Standing standing = directory.standing();
    claim.take(id, standing);
    directory.clearStaging();
    requireClaim();
    if (directory.state() != TableDirectory.State.UNFINISHED) {
      return;
    }
    if (standing.equals(Standing.NOTHING)) {
      directory.clear(inputs);
    } else if (isLeft) {
      directory.ledger().cut(standing.commits());
      removeStrays();
      if (standing.isFinished()) {
        directory.writeReport();
        directory.mark();
      }
    }
  }

  /**
   * Fails unless the writer may still change the table.
   *
   * @throws TableConflictException if another job has begun to write here
   */
  void requireClaim() throws IOException {
    if (!isClaimed()) {
      throw new TableConflictException(
          "output path %s: another job has begun to write there since, and this one gives way"
              .formatted(directory));
    }
  }

  boolean isClaimed() throws IOException {
    return claim.isHeldBy(id);
  }

  /** Removes what is there, to make room for what is about to become visible. */
  void replace(Optional<String> inputs) throws IOException {
    requireClaim();
    // From here on the old table counts no more, whoever comes upon its rest.
    claim.take(id, Standing.NOTHING);
    directory.clear(inputs);
  }

  /** Makes a finished table an unfinished one, to be added to. */
  void open() throws IOException {
    requireClaim();
    if (directory.state() == TableDirectory.State.FINISHED) {
      if (directory.ledger().size() == 0) {
        throw new TableConflictException(
            "output path %s: it has no ledger of what it holds, so nothing can be added"
                .formatted(directory));
      }
      directory.unmark();
    }
  }

  /**
   * Commits what a committer has made visible: it counts from here on.
   *
   * @throws IOException if a file is not there as its task left it, or the list of inputs is not;
   *     nothing is recorded then
   */
  void record(Ledger.Entry entry) throws IOException {
    requireClaim();
    directory.files().require(entry.files());
    if (entry.inputs().isPresent()) {
      directory.ledger().requireInputs(entry.inputs().get());
    }
    directory.ledger().add(directory.ledger().size(), entry);
  }

  /**
   * Marks the table as finished, if all that its ledger names is there; what it does not name is
   * removed, and what its last commit stands for.
   */
  void finish() throws IOException {
    requireClaim();
    directory.ledger().tidy();
    removeStrays();
    directory.files().require(List.copyOf(directory.ledger().files().values()));
    directory.writeReport();
    if (!isClaimed() && directory.isMarked()) {
      // It stands beside the other job's mark, and has to be that job's.
      directory.writeReport();
    }
    requireClaim();
    directory.mark();
    release();
  }

  private void removeStrays() throws IOException {
    List<String> removed = directory.files().keep(directory.ledger().files().keySet());
    if (!removed.isEmpty()) {
      LOG.debug("{}: removed {} files that no commit names", directory, removed.size());
    }
  }

  /**
   * Ends a batch: the table stays unfinished. Whoever has claimed it meanwhile finds that the batch
   * is committed, and gives way.
   */
  void finishBatch() throws IOException {
    if (isClaimed()) {
      release();
    }
  }

  /** Nothing that was promised is missing where this fails, and the next job claims it anew. */
  private void release() {
    try {
      claim.release();
    } catch (IOException e) {
      LOG.warn("{} is written, but still claimed: {}", directory, e.getMessage());
    }
  }

  /** Removes what this writer made visible and did not record. */
  void takeBack(List<DataFile> files) throws IOException {
    Set<String> committed = directory.ledger().files().keySet();
    Set<String> there = directory.dataFiles().keySet();
    for (DataFile file : files) {
      if (there.contains(file.path()) && !committed.contains(file.path())) {
        directory.files().remove(file.path());
      }
    }
  }

  /** Ends a write that failed: the table is put back to what counts. */
  void giveUp() throws IOException {
    begin(Optional.empty());
    boolean isLeft = directory.isMoreThanAClaim();
    if (isLeft && directory.standing().equals(Standing.NOTHING)) {
      // Whatever could not be removed needs the claim as its sign.
      return;
    }
    claim.release();
    directory.removeIfEmpty();
  }
}
