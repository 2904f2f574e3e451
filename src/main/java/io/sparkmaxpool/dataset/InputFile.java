package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One file of a dataset, or what an archive holds in the place of one.
 *
 * @param location where to open it: an absolute local path, or a URI; an archive's, for its entries
 * @param key its path below the root, unescaped; an entry's is below its archive
 * @param length bytes in the storage; of an entry its own
 * @param modified milliseconds since 1970
 * @param label the class all its records have, or {@link #NO_LABEL}
 * @param labelNames the names of the classes, by label; shared by many files
 * @param records what is known of its records
 * @param packing how its bytes lie in the file at {@code location}
 */
public record InputFile(
    String location,
    String key,
    long length,
    long modified,
    int label,
    List<String> labelNames,
    FileRecords records,
    Packing packing)
    implements Serializable {

  /** No class, or not one for the whole file. */
  public static final int NO_LABEL = -1;

  /** A file that is stored as it is. */
  public InputFile(
      String location,
      String key,
      long length,
      long modified,
      int label,
      List<String> labelNames,
      FileRecords records) {
    this(location, key, length, modified, label, labelNames, records, Packing.NONE);
  }

  /** A file as a {@link Listing#fingerprint(List) fingerprint} sees it. */
  public static InputFile of(String location, long length, long modified) {
    return new InputFile(
        location, location, length, modified, NO_LABEL, List.of(), FileRecords.WHOLE_FILE);
  }

  /** A file without a label that a listing found. */
  static InputFile of(Storage.FoundFile file, String key, FileRecords records, Packing packing) {
    return new InputFile(
        file.location(),
        key,
        file.length(),
        file.modified(),
        NO_LABEL,
        List.of(),
        records,
        packing);
  }

  /**
   * The same file with a key that goes on from a directory's, which ends with a slash or is empty.
   */
  InputFile below(String directory) {
    return new InputFile(
        location, directory + key, length, modified, label, labelNames, records, packing);
  }

  /** The same file with classes of these names. */
  InputFile withNames(List<String> names) {
    return new InputFile(location, key, length, modified, label, names, records, packing);
  }

  /** The same file, of whose records more is known. */
  InputFile with(FileRecords more) {
    return new InputFile(location, key, length, modified, label, labelNames, more, packing);
  }

  /** Opens its unpacked bytes at an offset, as {@link Packing#open}. */
  InputStream open(long offset, Configuration conf) throws IOException {
    return packing.open(Storage.at(location, conf), location, offset);
  }
}
