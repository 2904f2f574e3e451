package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Lists CIFAR-10's binary version: a directory means its {@code *.bin}. Class names come from
 * {@code batches.meta.txt} beside the files, one a line, else they are the ten standard ones.
 */
final class Cifar10Lister {
  static final int LABELS = 10;
  static final int RECORD_BYTES = 1 + 3 * 32 * 32;
  static final Shape SHAPE = Shape.of(3, 32, 32);

  private static final String NAMES_FILE = "batches.meta.txt";
  private static final int LONGEST_NAMES = 1 << 16;
  private static final List<String> STANDARD_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10Lister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    FoundFiles found = FoundFiles.in(inputs, Cifar10Lister::kind);
    Map<String, List<String>> namesByDirectory = new HashMap<>();
    List<Storage.FoundFile> paths = found.files();
    List<FileRecords> records = ParallelOpens.of(paths, file -> records(file, options.conf()));
    List<InputFile> files = new ArrayList<>(paths.size());
    for (Storage.FoundFile file : paths) {
      String directory = file.location().substring(0, file.location().lastIndexOf('/'));
      List<String> names = namesByDirectory.get(directory);
      if (names == null) {
        names = names(directory, options.conf());
        namesByDirectory.put(directory, names);
      }
      files.add(
          new InputFile(
              file.location(),
              inputs.key(file.path()),
              file.length(),
              file.modified(),
              InputFile.NO_LABEL,
              names,
              records.get(files.size())));
    }
    return new Listing(
        DatasetFormat.CIFAR10,
        List.copyOf(files),
        found.unlisted(),
        found.ignored(),
        1,
        Listing.Coverage.EVERY_RECORD,
        files.isEmpty() ? List.of() : List.of(new Listing.ShapeOf(files.get(0).key(), SHAPE)),
        Listing.uint8(files));
  }

  static boolean isLike(FileStart file) {
    return file.name().matches("(data|test)_batch.*\\.bin")
        && file.length() >= RECORD_BYTES
        && file.length() % RECORD_BYTES == 0;
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    if (path.endsWith("/" + NAMES_FILE)) {
      return FoundFiles.Kind.COMPANION;
    }
    return !place.isDirectory() || path.endsWith(".bin")
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  /**
   * The records of a file. It is opened, so that one that may not be read is one bad record,
   * however many splits it would have had.
   */
  private static FileRecords records(Storage.FoundFile file, Configuration conf)
      throws IOException {
    try {
      Storage.at(file.location(), conf).open(file.location(), 0).close();
      return CifarRecords.in(file.length());
    } catch (IOException e) {
      return FileRecords.Refused.unreadable(file.location(), e);
    }
  }

  /** The names beside the files, or the standard ones where there is no such file. */
  private static List<String> names(String directory, Configuration conf) throws IOException {
    String location = directory + "/" + NAMES_FILE;
    byte[] text;
    try (InputStream stream = Storage.at(location, conf).open(location, 0)) {
      text = stream.readNBytes(LONGEST_NAMES + 1);
    } catch (IOException e) {
      if (RecordReader.isMissing(e)) {
        return STANDARD_NAMES;
      }
      throw new IOException(
          RecordReader.unreadable(location, e).orElse(location + ": " + e.getMessage()), e);
    }
    if (text.length > LONGEST_NAMES) {
      throw new IOException(
          "%s is longer than %d bytes: it names %d classes"
              .formatted(location, LONGEST_NAMES, LABELS));
    }
    List<String> names =
        new String(text, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != LABELS) {
      throw new IOException(
          "%s names %d classes, but CIFAR-10 has %d".formatted(location, names.size(), LABELS));
    }
    return names;
  }
}
