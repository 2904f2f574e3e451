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

  /** Adds a file that is one record. */
  void addWhole(InputFile file) {
    if (filled > 0 && filled + file.length() > target) {
      close();
    }
    add(file, 0, file.length());
  }

  /** Adds a file of records of a fixed length; its incomplete tail stays with the last of them. */
  void addRecords(InputFile file, long recordBytes) {
    long start = 0;
    while (start < file.length()) {
      long room = (target - filled) / recordBytes;
      if (room < 1 && filled > 0) {
        close();
        continue;
      }
      long end = start + Math.max(1, room) * recordBytes;
      if (end + recordBytes > file.length()) {
        end = file.length();
      }
      add(file, start, end);
      start = end;
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
