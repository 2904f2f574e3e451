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
 *
 * <p>This class goes through files and ordinals, makes keys, and tells faults; a format's reader
 * {@link #enter enters} a range of a file and {@link #read reads} its records.
 */
public abstract class RecordReader implements Closeable {
  final ImageRecord record = new ImageRecord();
  private final Iterator<Split.Range> ranges;
  private final Iterator<Listing.Unlisted> unlisted;
  private List<String> lastNames = List.of();
  private byte[][] labelNames = {};
  private Split.Range range;
  private boolean isEntered;
  private long ordinal;
  private boolean isNumberedOn;

  RecordReader(Split split) {
    this.ranges = split.ranges().iterator();
    this.unlisted = split.unlisted().iterator();
  }

  /** Moves to the next record; false at the end. */
  public final boolean next() throws IOException {
    while (range != null || ranges.hasNext()) {
      if (range == null) {
        begin(ranges.next());
      }
      if (ordinal < range.end() && nextOfRange()) {
        return true;
      }
      leave();
      range = null;
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

  /** Opens what the records of a range are read from; nothing of an earlier range is open. */
  abstract void enter(Split.Range entered) throws IOException, MalformedRecordException;

  /**
   * Reads the record of an ordinal into {@link #record}, whose key is set, unless the file names
   * its records, and whose label is the file's.
   *
   * @return false where the file has no further one, which only those may say whose records are not
   *     counted
   * @throws MalformedRecordException for a bad record; the reader goes on behind it, unless it
   *     {@link #giveUp gives up} the file
   */
  abstract boolean read(long wanted) throws IOException, MalformedRecordException;

  /** Closes what {@link #enter} opened; nothing where nothing is open. */
  abstract void leave() throws IOException;

  /** Bytes of the source of the record that is being read, for what is told of a bad one. */
  long sourceBytes(long wanted) {
    return range.file().length();
  }

  /** The file that is being read. */
  final InputFile file() {
    return range.file();
  }

  /** Nothing behind this record can be read. */
  final void giveUp() {
    ordinal = range.end();
  }

  /** Goes on with a later record: those before it are lost with the one that is being read. */
  final void skipTo(long later) {
    ordinal = later;
    isNumberedOn = false;
  }

  private void begin(Split.Range next) {
    range = next;
    isEntered = false;
    isNumberedOn = false;
    ordinal = next.first();
    // Files of a listing share their lists.
    if (next.file().labelNames() != lastNames) {
      lastNames = next.file().labelNames();
      labelNames = utf8(lastNames);
    }
  }

  private boolean nextOfRange() throws IOException {
    long wanted = ordinal++;
    InputFile file = range.file();
    switch (file.records().keys()) {
      case NUMBERED -> {
        if (isNumberedOn) {
          record.nextOrdinal();
        } else {
          record.keyPrefix(file.key(), wanted);
          isNumberedOn = true;
        }
      }
      case OF_THE_FILE, NAMED -> record.key(file.key());
    }
    label(file.label());
    if (file.records() instanceof FileRecords.Refused refused) {
      record.bad(refused.toBadRecord(file.length()));
      giveUp();
      return true;
    }
    try {
      if (!isEntered) {
        isEntered = true;
        enter(range);
      }
      return read(wanted);
    } catch (MalformedRecordException e) {
      record.bad(e.toBadRecord(BadRecord.Stage.READ, sourceBytes(wanted)));
    } catch (MalformedStreamException e) {
      // Of counted records it stands for all that follow, as a file does that ends early.
      record.bad(
          new BadRecord(
              BadRecord.Stage.READ,
              file.records().count().isPresent() ? BadRecord.Fault.TRUNCATED : e.fault(),
              e.getMessage(),
              sourceBytes(wanted),
              Optional.empty()));
      giveUp();
    } catch (IOException e) {
      if (file.records().count().isEmpty()) {
        record.key(file.key());
      }
      record.bad(unreadable(file, range.end() - wanted, e).orElseThrow(() -> e));
      giveUp();
    }
    return true;
  }

  /** The record's class, of the file's. */
  final void label(int label) {
    record.label(label, label >= 0 && label < labelNames.length ? labelNames[label] : null);
  }

  @Override
  public final void close() throws IOException {
    leave();
  }

  /**
   * The one bad record that a stretch of a file is which has gone or may no more be read, if that
   * is the matter.
   *
   * @param records how many there are in it, as the file was listed; more than any file has where
   *     that is not known
   */
  private static Optional<BadRecord> unreadable(InputFile file, long records, IOException e) {
    boolean areSeveral = records > 1 && file.records().count().isPresent();
    return unreadable(file.location(), e)
        .map(message -> areSeveral ? message + ", with %d records".formatted(records) : message)
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

  private static byte[][] utf8(List<String> names) {
    return names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }
}
