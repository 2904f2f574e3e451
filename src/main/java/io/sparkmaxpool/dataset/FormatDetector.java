package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** Finds the format of a dataset by the names and the first bytes of its files. */
public final class FormatDetector {
  private static final int MOST = 64;

  private FormatDetector() {}

  /**
   * A format, and why.
   *
   * @param key of the file that shows it
   */
  public record Detected(DatasetFormat format, String key) {}

  /**
   * Looks at some files of a dataset, spread evenly over it.
   *
   * @param paths files, directories and globs of any Hadoop file system
   * @return the formats that there are files of, each with the first: none, one, or several
   * @throws java.io.FileNotFoundException naming the path that does not exist or matches nothing
   */
  public static List<Detected> detect(List<String> paths, Configuration conf) throws IOException {
    Inputs inputs = Inputs.find(paths, conf);
    List<Storage.FoundFile> files =
        FoundFiles.in(inputs, (place, path) -> FoundFiles.Kind.RECORDS).files();
    int count = Math.min(MOST, files.size());
    List<Storage.FoundFile> some =
        IntStream.range(0, count)
            .mapToObj(i -> files.get((int) ((long) i * files.size() / count)))
            .toList();
    List<Optional<DatasetFormat>> formats = ParallelOpens.of(some, file -> format(file, conf));
    Map<DatasetFormat, Detected> detected = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String key = inputs.key(some.get(i).path());
      formats.get(i).ifPresent(format -> detected.putIfAbsent(format, new Detected(format, key)));
    }
    return new ArrayList<>(detected.values());
  }

  private static Optional<DatasetFormat> format(Storage.FoundFile file, Configuration conf)
      throws IOException {
    FileStart start;
    try {
      start = FileStart.of(file, conf);
    } catch (IOException e) {
      if (RecordReader.reason(e).isEmpty()) {
        throw e;
      }
      // The job will tell of it.
      return Optional.empty();
    }
    for (DatasetFormat format : DatasetFormat.values()) {
      if (format.isLike(start)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
