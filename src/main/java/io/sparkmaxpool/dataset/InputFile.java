package io.sparkmaxpool.dataset;

import java.io.Serializable;
import java.util.List;

/**
 * One file of a dataset.
 *
 * @param location where to open it: an absolute local path, or a URI
 * @param key its path below the root, unescaped
 * @param length bytes
 * @param modified milliseconds since 1970
 * @param label the class all its records have, or {@link #NO_LABEL}
 * @param labelNames the names of the classes, by label; shared by many files
 * @param records what is known of its records
 */
public record InputFile(
    String location,
    String key,
    long length,
    long modified,
    int label,
    List<String> labelNames,
    FileRecords records)
    implements Serializable {

  /** No class, or not one for the whole file. */
  public static final int NO_LABEL = -1;

  /** A file as a {@link Listing#fingerprint(List) fingerprint} sees it. */
  public static InputFile of(String location, long length, long modified) {
    return new InputFile(
        location, location, length, modified, NO_LABEL, List.of(), FileRecords.WHOLE_FILE);
  }
}
