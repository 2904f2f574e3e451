package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * What of an input a table does not have yet, in batches.
 *
 * @param committed how many commits the table keeps; 0 where it begins anew
 * @param batches the rest, in the order of keys
 * @param begin what the first batch finds
 */
record BatchPlan(int committed, List<Listing> batches, Begin begin) {
  /** What a run with batches does with what is there. */
  enum Begin {
    /** It goes on with it. */
    GO_ON,
    /** It replaces it, if there is something. */
    ANEW
  }

  private static final int CHANGES_SHOWN = 10;

  BatchPlan {
    batches = List.copyOf(batches);
  }

  /**
   * Compares an input with a table.
   *
   * @param spec the job, decided
   * @throws JobException with {@link ExitCode#USAGE} if the spec is not the table's, or files have
   *     changed that it has records of, and the mode is not {@code overwrite}
   */
  static BatchPlan of(JobSpec spec, Listing listing, TableDirectory table, Configuration conf)
      throws IOException {
    int commits = table.ledger().isOfBatches() ? table.standing().commits() : 0;
    boolean mayBeginAnew = spec.output().mode() == WriteMode.OVERWRITE;
    boolean isAnew = commits == 0;
    Map<String, InputList.Input> committed = Map.of();
    if (!isAnew) {
      List<String> differences =
          new SpecDifferences(table.ledger().entries().get(0).run().path("spec"), spec).all();
      committed = InputList.committed(table, commits, conf);
      List<String> changes = changes(listing, committed);
      isAnew = mayBeginAnew && !(differences.isEmpty() && changes.isEmpty());
      if (!isAnew && !differences.isEmpty()) {
        throw otherSpec(table, differences);
      }
      if (!isAnew && !changes.isEmpty()) {
        throw changed(changes);
      }
    }
    if (isAnew) {
      return new BatchPlan(0, batches(listing, listing, spec.output().batchSize()), Begin.ANEW);
    }
    Set<String> known = committed.keySet();
    Listing missing =
        listing.only(
            listing.files().stream().filter(file -> !known.contains(file.key())).toList(),
            listing.unlisted().stream()
                .filter(unlisted -> !known.contains(unlisted.key()))
                .toList());
    return new BatchPlan(
        commits, batches(missing, listing, spec.output().batchSize()), Begin.GO_ON);
  }

  private static JobException otherSpec(TableDirectory table, List<String> differences) {
    List<String> lines = new ArrayList<>();
    for (String difference : differences) {
      lines.add(
          "output.resume: the table at %s was begun with %s".formatted(table.path(), difference));
    }
    lines.add("output.resume: --mode overwrite begins it anew");
    return new JobException(ExitCode.USAGE, lines);
  }

  /** The files that are not as they were read, a line each. */
  private static List<String> changes(Listing listing, Map<String, InputList.Input> committed) {
    List<String> changed = new ArrayList<>();
    for (InputFile file : listing.files()) {
      InputList.Input before = committed.get(file.key());
      if (before != null
          && !before.location().isEmpty()
          && !before.equals(InputList.Input.of(file))) {
        changed.add(
            "input.path: %s has changed since its records were read: %d bytes modified at %d, not %d at %d"
                .formatted(
                    file.location(),
                    file.length(),
                    file.modified(),
                    before.length(),
                    before.modified()));
      }
    }
    return changed;
  }

  private static JobException changed(List<String> changes) {
    List<String> lines =
        new ArrayList<>(changes.subList(0, Math.min(CHANGES_SHOWN, changes.size())));
    if (changes.size() > CHANGES_SHOWN) {
      lines.add("input.path: and %,d more".formatted(changes.size() - CHANGES_SHOWN));
    }
    lines.add(
        "input.path: --retry-bad reads bad records again; --mode overwrite begins the table anew");
    return new JobException(ExitCode.USAGE, lines);
  }

  /** Files of about so many decoded bytes a batch, at least one. */
  private static List<Listing> batches(Listing missing, Listing all, long batchSize) {
    List<Listing> batches = new ArrayList<>();
    List<InputFile> files = new ArrayList<>();
    double bytes = 0;
    for (InputFile file : missing.files()) {
      double decoded = file.length() * all.expansion();
      if (!files.isEmpty() && bytes + decoded > batchSize) {
        batches.add(all.only(files, List.of()));
        files.clear();
        bytes = 0;
      }
      files.add(file);
      bytes += decoded;
    }
    if (!files.isEmpty() || !missing.unlisted().isEmpty()) {
      batches.add(all.only(files, missing.unlisted()));
    }
    return batches;
  }

  /** Records to come; empty where only reading tells. */
  OptionalLong records() {
    return batches.stream().anyMatch(batch -> batch.records().isEmpty())
        ? OptionalLong.empty()
        : OptionalLong.of(batches.stream().mapToLong(batch -> batch.records().getAsLong()).sum());
  }
}
