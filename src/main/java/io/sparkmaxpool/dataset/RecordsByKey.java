package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads single records of a dataset again, by the keys that a reader of all of it gave them. Only
 * the files of these keys are looked at, and of a record file only the record's bytes are read.
 *
 * <p>Not safe for use by several threads.
 */
public final class RecordsByKey {
  private static final Pattern NUMBERED = Pattern.compile("(.*)#([0-9]{1,18})", Pattern.DOTALL);

  private final DatasetFormat format;
  private final DatasetFormat.ListOptions listOptions;
  private final DatasetFormat.ReadOptions readOptions;
  private final String root;
  private final Map<String, Optional<InputFile>> files = new HashMap<>();

  private RecordsByKey(
      DatasetFormat format, DatasetFormat.ListOptions options, long maxPixels, String root) {
    this.format = format;
    this.listOptions = options;
    this.readOptions =
        new DatasetFormat.ReadOptions(
            EnumSet.allOf(DatasetFormat.Column.class), maxPixels, options.conf());
    this.root = root;
  }

  /**
   * The records of a dataset.
   *
   * @param paths as they were given when the keys were made
   * @param maxPixels the largest image to accept
   * @throws java.io.FileNotFoundException naming the path that does not exist or matches nothing
   */
  public static RecordsByKey in(
      DatasetFormat format, List<String> paths, DatasetFormat.ListOptions options, long maxPixels)
      throws IOException {
    String root = Inputs.find(paths, options.conf()).root();
    URI store = new Path(paths.get(0)).getFileSystem(options.conf()).getUri();
    String authority = store.getAuthority() == null ? "" : store.getAuthority();
    return new RecordsByKey(
        format, options, maxPixels, store.getScheme() + "://" + authority + root);
  }

  /**
   * The tensor of a record, {@code [C,H,W]}.
   *
   * @return empty if there is no such record, or none that can be read
   * @throws IOException if the storage fails
   */
  public Optional<Tensor> tensor(String key) throws IOException {
    Optional<InputFile> whole = file(key).filter(file -> !file.records().areNumbered());
    if (whole.isPresent()) {
      return read(new Split.Range(whole.get(), 0, whole.get().length()));
    }
    Matcher numbered = NUMBERED.matcher(key);
    if (!numbered.matches()) {
      return Optional.empty();
    }
    Optional<InputFile> file =
        file(numbered.group(1)).filter(found -> found.records().areNumbered());
    return file.isPresent()
        ? record(file.get(), Long.parseLong(numbered.group(2)))
        : Optional.empty();
  }

  private Optional<InputFile> file(String key) throws IOException {
    Optional<InputFile> known = files.get(key);
    if (known == null) {
      known = leavesTheRoot(key) ? Optional.empty() : find(new Path(root + "/" + key));
      files.put(key, known);
    }
    return known;
  }

  /**
   * Keys that a reader gave never do; but they come out of a table, which anyone can have written.
   */
  private static boolean leavesTheRoot(String key) {
    return Arrays.asList(key.split("/", -1)).contains("..");
  }

  private Optional<InputFile> find(Path path) throws IOException {
    Configuration conf = listOptions.conf();
    FileSystem fileSystem = path.getFileSystem(conf);
    if (!fileSystem.exists(path) || fileSystem.getFileStatus(path).isDirectory()) {
      return Optional.empty();
    }
    // A file that is named by itself is of the format, whatever its name.
    return format.list(List.of(path.toString()), listOptions).files().stream().findFirst();
  }

  private Optional<Tensor> record(InputFile file, long ordinal) throws IOException {
    FileRecords records = file.records();
    if (ordinal >= records.complete()) {
      return Optional.empty();
    }
    long start = records.start() + ordinal * records.bytesEach();
    return read(
        records.bytesEach() == 0
            ? new Split.Range(file, 0, file.length())
            : new Split.Range(file, start, start + records.bytesEach()));
  }

  private Optional<Tensor> read(Split.Range range) throws IOException {
    try (RecordReader reader = format.open(new Split(List.of(range), List.of()), readOptions)) {
      return reader.next() ? Optional.ofNullable(reader.record().image()) : Optional.empty();
    }
  }
}
