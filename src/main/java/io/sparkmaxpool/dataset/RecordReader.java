package io.sparkmaxpool.dataset;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.security.AccessControlException;

/**
 * Reads one split, record by record. A record that is rotten becomes a {@link BadRecord} and the
 * reader goes on; an {@link IOException} is the storage's failure, for the task to fail with and to
 * be tried again.
 */
public abstract class RecordReader implements Closeable {
  final ImageRecord record = new ImageRecord();
  private final Iterator<Listing.Unlisted> unlisted;

  RecordReader(Split split) {
    this.unlisted = split.unlisted().iterator();
  }

  /** Moves to the next record; false at the end. */
  public final boolean next() throws IOException {
    if (nextRecord()) {
      return true;
    }
    if (unlisted.hasNext()) {
      Listing.Unlisted missing = unlisted.next();
      record.key(missing.key());
      record.label(InputFile.NO_LABEL, null);
      record.bad(missing.toBadRecord());
      return true;
    }
    return false;
  }

  /** The record stood on; the same object every time. */
  public final ImageRecord record() {
    return record;
  }

  abstract boolean nextRecord() throws IOException;

  /**
   * The one bad record that a stretch of a file is which has gone or may no more be read, if that
   * is the matter.
   *
   * @param records how many there are in it, as the file was listed
   */
  static Optional<BadRecord> unreadable(InputFile file, long records, IOException e) {
    return unreadable(file.location(), e)
        .map(message -> records > 1 ? message + ", with %d records".formatted(records) : message)
        .map(
            message ->
                new BadRecord(
                    BadRecord.Stage.READ,
                    BadRecord.Fault.UNREADABLE,
                    message,
                    file.length(),
                    Optional.empty()));
  }

  /**
   * The message, if a file is missing or may not be read: trying again would not help, so it is a
   * bad record.
   */
  static Optional<String> unreadable(String location, IOException e) {
    return reason(e).map(reason -> location + ": " + reason);
  }

  /** The same, without the file. */
  static Optional<String> reason(IOException e) {
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return Optional.of("permission denied");
    }
    return isMissing(e) ? Optional.of("the file is gone since it was listed") : Optional.empty();
  }

  /** Whether a file system says that there is no such file. */
  static boolean isMissing(IOException e) {
    return e instanceof NoSuchFileException || e instanceof FileNotFoundException;
  }

  /** Class names as the record carries them. */
  static byte[][] utf8(List<String> names) {
    return names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }
}
