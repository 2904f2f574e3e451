package io.sparkmaxpool.dataset;

import io.sparkmaxpool.text.OneLine;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a listing knows of the records of one file: how many there are, what they hold, and where
 * the file may be cut. The defaults are those of a file that is one record and never cut.
 */
public interface FileRecords extends Serializable {
  /** A file that is one image. */
  FileRecords WHOLE_FILE = new WholeFile();

  /** What records hold, and so what becomes of them before they are pooled. */
  enum Content {
    /** Pictures, uint8 and channels first: a job makes float32 of them as ToTensor does. */
    IMAGES,
    /** Tensors of any dtype: a job leaves them as they are stored. */
    ARRAYS
  }

  /** How the keys of a file's records are made. */
  enum Keys {
    /** The file's key is its one record's. */
    OF_THE_FILE,
    /** The file's key with {@code #} and the record's ordinal. */
    NUMBERED,
    /** The file's key with {@code #} and a name that the file gives to the record. */
    NAMED
  }

  /**
   * A stretch of records that is not cut.
   *
   * @param first ordinal of the first
   * @param end ordinal after the last
   * @param bytes of the file, about
   */
  record Stretch(long first, long end, long bytes) implements Serializable {}

  /** All records, an incomplete or otherwise bad one included; empty where only reading tells. */
  default OptionalLong count() {
    return OptionalLong.of(1);
  }

  /** What the records hold. */
  default Content content() {
    return Content.IMAGES;
  }

  /** How they are named. */
  default Keys keys() {
    return Keys.OF_THE_FILE;
  }

  /** Records that are there to the last byte and lie one after the other, where a file can seek. */
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

  /** Where the file is cut, if not between any two complete records; empty if it is not. */
  default List<Stretch> stretches() {
    return List.of();
  }

  /** A file that is one image. */
  record WholeFile() implements FileRecords {}

  /**
   * A file that cannot be read: one bad record.
   *
   * @param fault what is wrong
   * @param message one line for a person, with the file's location
   * @param content what it would have held
   */
  record Refused(BadRecord.Fault fault, String message, Content content) implements FileRecords {
    public Refused {
      // It is held for each such file, and sent to the tasks.
      message = OneLine.of(message);
    }

    /** A file of images that cannot be read. */
    Refused(BadRecord.Fault fault, String message) {
      this(fault, message, Content.IMAGES);
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
