package io.sparkmaxpool.dataset;

import java.io.EOFException;
import java.io.IOException;

/**
 * Gathers the records of a Fortran-ordered stack, where the record's index runs fastest: the first
 * elements of all records come first, then all second ones. Records are gathered in blocks, each in
 * one pass through the file, so that no more than 64 MB are held, or one record that is larger.
 */
final class InterleavedRecords {
  /** A block and the runs that go into it next are held at once. */
  private static final int BLOCK_BYTES = 32 << 20;

  /** Elements of a record that are put in place together: about a line of the cache. */
  private static final int RUNS_AT_ONCE = 64;

  /** From this distance on, what lies between two runs is skipped rather than read. */
  private static final long FAR_APART = 256 << 10;

  private final NpyRecords records;

  InterleavedRecords(NpyRecords records) {
    this.records = records;
  }

  /** Records of a block, but for the last. */
  int blockRecords() {
    return (int) Math.max(1, Math.min(records.stack(), BLOCK_BYTES / records.bytesEach()));
  }

  /** The byte at which the elements of a record begin. */
  long start(long record) {
    return records.start() + record * records.dtype().bytes();
  }

  /** Whether a pass for a block of {@code count} records skips most of the file. */
  boolean isSparse(int count) {
    return (records.stack() - count) * records.dtype().bytes() >= FAR_APART;
  }

  /**
   * Reads a block, record after record, the elements of each as the file has them.
   *
   * @param input stands at {@link #start} of the first record
   * @return false if the file ends before the last element
   */
  boolean read(ForwardInput input, long first, int count, byte[] block) throws IOException {
    int bytes = records.dtype().bytes();
    int runBytes = count * bytes;
    long runs = records.elements();
    StridedElements elements = new StridedElements(bytes, false);
    byte[] tile = new byte[(int) Math.min(RUNS_AT_ONCE, runs) * runBytes];
    for (long run = 0; run < runs; run += RUNS_AT_ONCE) {
      int held = (int) Math.min(RUNS_AT_ONCE, runs - run);
      for (int i = 0; i < held; i++) {
        try {
          input.skipTo(start(first) + (run + i) * records.stack() * bytes);
        } catch (EOFException e) {
          return false;
        }
        if (input.read(tile, i * runBytes, runBytes) < runBytes) {
          return false;
        }
      }
      for (int record = 0; record < count; record++) {
        int target = (int) (record * records.bytesEach() + run * bytes);
        elements.copy(tile, record * bytes, runBytes, block, target, held);
      }
    }
    return true;
  }
}
