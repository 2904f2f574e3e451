package io.sparkmaxpool.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.parquet.FileRows;
import io.sparkmaxpool.sink.DataFile;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Holds files of a table against its ledger, on the executors: all their bytes, and the rows that
 * their footers tell of. Takes a {@link DataFile} as JSON, and gives a line for a fault.
 */
record FileCheck(String table, Broadcast<SerializableConfiguration> conf)
    implements FlatMapFunction<String, String> {
  private static final int BUFFER = 1 << 20;

  @Override
  public Iterator<String> call(String json) throws IOException {
    DataFile file = new ObjectMapper().readValue(json, DataFile.class);
    return faults(file).iterator();
  }

  private List<String> faults(DataFile file) {
    Path path = new Path(table + "/" + file.path());
    try {
      String crc32c = crc32c(path);
      if (!crc32c.equals(file.crc32c())) {
        return List.of(
            "%s: its CRC-32C is %s, but %s was written"
                .formatted(file.path(), crc32c, file.crc32c()));
      }
      long rows = FileRows.count(path, conf.value().value());
      return rows == file.rows()
          ? List.of()
          : List.of(
              "%s: its footer tells of %d rows, but %d were written"
                  .formatted(file.path(), rows, file.rows()));
    } catch (IOException | RuntimeException e) {
      return List.of("%s: cannot be read: %s".formatted(file.path(), e.getMessage()));
    }
  }

  private String crc32c(Path path) throws IOException {
    Configuration own = conf.value().value();
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = TableDirectory.fileSystem(path, own).open(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        checksum.update(buffer, 0, count);
      }
    }
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
