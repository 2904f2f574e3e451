package io.sparkmaxpool.dataset;

import io.sparkmaxpool.text.OneLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Prints what the reader of each format finds in the directory of its name, a line a record, for
 * {@link PlacesTest} to run it in a process of another locale, or with fewer rights.
 */
final class ReadersMain {
  private ReadersMain() {}

  public static void main(String[] args) throws IOException {
    try (PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
      for (DatasetFormat format : DatasetFormat.values()) {
        Configuration conf = new Configuration();
        for (SeenRecord record :
            SeenRecord.all(format, conf, List.of(args[0] + "/" + format.label()))) {
          out.println(
              OneLine.of(
                  "%s %s %s"
                      .formatted(
                          format.label(),
                          record.line(),
                          record.image() == null
                              ? ""
                              : ImageSample.sha256(record.image().data()).substring(0, 8))));
        }
      }
    }
  }
}
