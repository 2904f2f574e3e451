package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.sink.Ledger;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   * @throws JobException with {@link ExitCode#USAGE} if the spec is not the table's and the mode is
   *     not {@code overwrite}, or if files have changed that the table has records of
   */
  static BatchPlan of(JobSpec spec, Listing listing, TableDirectory table, Configuration conf)
      throws IOException {
    List<Ledger.Entry> entries = table.ledger().entries();
    boolean isAnew = entries.isEmpty() || !table.ledger().isOfBatches();
    if (!isAnew) {
      List<String> differences = new SpecDifferences(entries.get(0).run().path("spec"), spec).all();
      if (!differences.isEmpty() && spec.output().mode() != WriteMode.OVERWRITE) {
        throw otherSpec(table, differences);
      }
      isAnew = !differences.isEmpty();
    }
    if (isAnew) {
      return new BatchPlan(0, batches(listing, listing, spec.output().batchSize()), Begin.ANEW);
    }
    Map<String, InputList.Input> committed = InputList.committed(table, conf);
    requireUnchanged(listing, committed);
    Listing missing =
        listing.only(
            listing.files().stream().filter(file -> !committed.containsKey(file.key())).toList(),
            listing.unlisted().stream()
                .filter(unlisted -> !committed.containsKey(unlisted.key()))
                .toList());
    return new BatchPlan(
        entries.size(), batches(missing, listing, spec.output().batchSize()), Begin.GO_ON);
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

  private static void requireUnchanged(Listing listing, Map<String, InputList.Input> committed) {
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
    if (!changed.isEmpty()) {
      List<String> lines =
          new ArrayList<>(changed.subList(0, Math.min(CHANGES_SHOWN, changed.size())));
      if (changed.size() > CHANGES_SHOWN) {
        lines.add("input.path: and %,d more".formatted(changed.size() - CHANGES_SHOWN));
      }
      lines.add(
          "input.path: --retry-bad reads bad records again; otherwise a table of changed files begins anew, in another place");
      throw new JobException(ExitCode.USAGE, lines);
    }
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

  /** Records to come. */
  long records() {
    return batches.stream().mapToLong(Listing::records).sum();
  }
}
