package io.sparkmaxpool.dataset;

import io.sparkmaxpool.text.OneLine;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a listing knows of the records of one file: how many there are, and where it may be cut. The
 * defaults are those of a file that is one record and never cut.
 */
public sealed interface FileRecords extends Serializable
    permits FileRecords.WholeFile, FileRecords.FixedLength, FileRecords.Refused, NpyRecords {
  /** A file that is one record. */
  FileRecords WHOLE_FILE = new WholeFile();

  /** All records, an incomplete or otherwise bad one included. */
  default long count() {
    return 1;
  }

  /** Whether a record's key is the file's with an ordinal, else it is the file's alone. */
  default boolean areNumbered() {
    return false;
  }

  /** Records that are there to the last byte and lie one after the other. */
  default long complete() {
    return 0;
  }

  /** The byte at which the first complete record begins. */
  default long start() {
    return 0;
  }

  /** Bytes of each complete record. */
  default long bytesEach() {
    return 0;
  }

  /** A file that is one record. */
  record WholeFile() implements FileRecords {}

  /**
   * Numbered records of one length, from a file's first byte on; what is left over is a bad one.
   */
  record FixedLength(long count, long complete, long bytesEach) implements FileRecords {
    /** The records in a file of {@code length} bytes. */
    static FixedLength in(long length, long bytesEach) {
      return new FixedLength((length + bytesEach - 1) / bytesEach, length / bytesEach, bytesEach);
    }

    @Override
    public boolean areNumbered() {
      return true;
    }
  }

  /**
   * A file that cannot be read: one bad record.
   *
   * @param fault what is wrong
   * @param message one line for a person, with the file's location
   */
  record Refused(BadRecord.Fault fault, String message) implements FileRecords {
    public Refused {
      // It is held for each such file, and sent to the tasks.
      message = OneLine.of(message);
    }

    /**
     * The file that could not be opened.
     *
     * @throws IOException if the storage failed, rather than that the file is missing or forbidden
     */
    static Refused unreadable(String location, IOException e) throws IOException {
      return new Refused(
          BadRecord.Fault.UNREADABLE, RecordReader.unreadable(location, e).orElseThrow(() -> e));
    }

    /** What it comes to, of a file of {@code length} bytes. */
    BadRecord toBadRecord(long length) {
      return new BadRecord(BadRecord.Stage.READ, fault, message, length, Optional.empty());
    }
  }
}
