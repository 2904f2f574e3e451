package io.sparkmaxpool.dataset;

import java.util.ArrayList;
import java.util.List;

/** Fills splits one after the other, each up to a target size. */
final class SplitPacker {
  private final long target;
  private final List<Split> full = new ArrayList<>();
  private final List<Split.Range> ranges = new ArrayList<>();
  private long filled;

  /** A packer of splits of at most {@code target} file bytes, single larger records aside. */
  SplitPacker(long target) {
    this.target = target;
  }

  /** Adds a file; its bytes outside of complete records stay with the first or the last of them. */
  void add(InputFile file) {
    FileRecords records = file.records();
    if (records.count() == 0) {
      return;
    }
    if (records.complete() > 1 && records.bytesEach() > 0) {
      addRecords(file, records);
    } else {
      addWhole(file);
    }
  }

  private void addWhole(InputFile file) {
    if (filled > 0 && filled + file.length() > target) {
      close();
    }
    add(file, 0, file.length());
  }

  private void addRecords(InputFile file, FileRecords records) {
    long added = 0;
    while (added < records.complete()) {
      long room = (target - filled) / records.bytesEach();
      if (room < 1 && filled > 0) {
        close();
        continue;
      }
      long end = Math.min(records.complete(), added + Math.max(1, room));
      add(
          file,
          added == 0 ? 0 : records.start() + added * records.bytesEach(),
          end == records.complete() ? file.length() : records.start() + end * records.bytesEach());
      added = end;
    }
  }

  /** All splits; {@code unlisted} goes with the last. */
  List<Split> finish(List<Listing.Unlisted> unlisted) {
    if (!ranges.isEmpty() || !unlisted.isEmpty()) {
      full.add(new Split(List.copyOf(ranges), List.copyOf(unlisted)));
    }
    return List.copyOf(full);
  }

  private void add(InputFile file, long start, long end) {
    ranges.add(new Split.Range(file, start, end));
    filled += end - start;
  }

  private void close() {
    full.add(new Split(List.copyOf(ranges), List.of()));
    ranges.clear();
    filled = 0;
  }
}
