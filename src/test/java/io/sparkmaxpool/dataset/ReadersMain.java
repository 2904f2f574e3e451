package io.sparkmaxpool.dataset;

import io.sparkmaxpool.text.OneLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Prints what the readers of some formats find in a directory, a line a record, for {@link
 * PlacesTest} to run it in a process of another locale, or with fewer rights.
 */
final class ReadersMain {
  private ReadersMain() {}

  public static void main(String[] args) throws IOException {
    try (PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
      for (String label : List.of(args).subList(1, args.length)) {
        DatasetFormat format = format(label);
        Configuration conf = new Configuration();
        for (SeenRecord record : SeenRecord.all(format, conf, List.of(args[0]))) {
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

  private static DatasetFormat format(String label) {
    return Arrays.stream(DatasetFormat.values())
        .filter(format -> format.label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
