package io.sparkmaxpool.sink;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;

/**
 * A Parquet file of a table as its writer left it.
 *
 * @param path below the table, {@code /}-separated, e.g. {@code "label=3/part-00000-....parquet"}
 * @param bytes its length
 * @param rows in it
 * @param crc32c of all its bytes, eight hexadecimal digits
 */
public record DataFile(String path, long bytes, long rows, String crc32c) implements Serializable {
  /** Whether its rows are records that could not be pooled. */
  @JsonIgnore
  public boolean isOfBadRecords() {
    return path.startsWith(TableDirectory.BAD_RECORDS + "/");
  }
}
