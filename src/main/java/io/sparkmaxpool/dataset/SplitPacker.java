package io.sparkmaxpool.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts files, one after the other, into a number of splits of about equal size. What is not cut, a
 * record or a whole file, belongs where its middle lies; so a split that would hold nothing else is
 * left out.
 */
final class SplitPacker {
  private final long total;
  private final long count;
  private final List<Split> full = new ArrayList<>();
  private final List<Split.Range> ranges = new ArrayList<>();
  private long passed;
  private long split = -1;
  private double end;

  /** A packer of at most {@code count} splits of files that have {@code total} bytes together. */
  SplitPacker(long total, long count) {
    this.total = total;
    this.count = count;
  }

  /** Adds a file; its bytes outside of complete records stay with the first or the last of them. */
  void add(InputFile file) {
    FileRecords records = file.records();
    if (records.count().isPresent() && records.count().getAsLong() == 0) {
      return;
    }
    if (records.complete() > 1 && records.bytesEach() > 0) {
      addRecords(file, records);
    } else if (records.stretches().isEmpty()) {
      addWhole(Split.Range.of(file));
    } else {
      for (FileRecords.Stretch stretch : records.stretches()) {
        addWhole(new Split.Range(file, stretch.first(), stretch.end(), stretch.bytes()));
      }
    }
  }

  private void addWhole(Split.Range range) {
    if (fitting(range.bytes(), 1) == 0) {
      close();
      begin(range.bytes());
    }
    add(range);
  }

  private void addRecords(InputFile file, FileRecords records) {
    long added = 0;
    while (added < records.complete()) {
      long fitting = fitting(records.bytesEach(), records.complete() - added);
      if (fitting == 0) {
        close();
        continue;
      }
      long next = added + fitting;
      // What is incomplete comes with the last complete record.
      add(
          Split.Range.of(
              file, added, next == records.complete() ? records.count().getAsLong() : next));
      added = next;
    }
  }

  /** How many of {@code rest} pieces of some bytes each the split takes; an empty one takes one. */
  private long fitting(long bytes, long rest) {
    if (ranges.isEmpty()) {
      begin(bytes);
    }
    double middle = passed + bytes / 2.0;
    long fitting = middle < end ? (long) Math.ceil((end - middle) / Math.max(1, bytes)) : 0;
    return Math.min(rest, ranges.isEmpty() ? Math.max(1, fitting) : fitting);
  }

  /** Begins the split in which the middle of the next piece lies. */
  private void begin(long bytes) {
    long at = (long) ((passed + bytes / 2.0) * count / Math.max(1, total));
    split = Math.max(split + 1, Math.min(at, count - 1));
    end = split >= count - 1 ? Double.POSITIVE_INFINITY : (split + 1.0) * total / count;
  }

  /** All splits; {@code unlisted} goes with the last. */
  List<Split> finish(List<Listing.Unlisted> unlisted) {
    if (!ranges.isEmpty() || !unlisted.isEmpty()) {
      full.add(new Split(List.copyOf(ranges), List.copyOf(unlisted)));
    }
    return List.copyOf(full);
  }

  private void add(Split.Range range) {
    ranges.add(range);
    passed += range.bytes();
  }

  private void close() {
    full.add(new Split(List.copyOf(ranges), List.of()));
    ranges.clear();
  }
}
