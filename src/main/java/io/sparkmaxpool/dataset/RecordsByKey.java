package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
 * the files of these keys are looked at, and of a file that can seek only the record's bytes are
 * read.
 *
 * <p>Not safe for use by several threads.
 */
public final class RecordsByKey implements Closeable {
  private static final Pattern NUMBERED = Pattern.compile("(.*)#([0-9]{1,18})", Pattern.DOTALL);

  private final DatasetFormat format;
  private final DatasetFormat.ListOptions listOptions;
  private final DatasetFormat.ReadOptions readOptions;
  private final String root;
  private final Map<String, Optional<InputFile>> files = new HashMap<>();
  private final Map<Path, List<InputFile>> listings = new HashMap<>();
  private final Passing passing = new Passing();

  private RecordsByKey(
      DatasetFormat format, DatasetFormat.ListOptions options, long maxPixels, String root) {
    this.format = format;
    this.listOptions =
        new DatasetFormat.ListOptions(
            options.layout(), options.options().withoutLabels(), options.conf());
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
    Inputs inputs = Inputs.find(paths, options.conf());
    URI store = inputs.store();
    String authority = store.getAuthority() == null ? "" : store.getAuthority();
    return new RecordsByKey(
        format, options, maxPixels, store.getScheme() + "://" + authority + inputs.root());
  }

  /**
   * A record that is there.
   *
   * @param tensor of shape {@code [C,H,W]}
   * @param content what its file holds
   */
  public record Found(Tensor tensor, FileRecords.Content content) {}

  /**
   * A record.
   *
   * @return empty if there is no such record, or none that can be read
   * @throws IOException if the storage fails
   */
  public Optional<Found> find(String key) throws IOException {
    Optional<InputFile> whole = file(key, FileRecords.Keys.OF_THE_FILE);
    if (whole.isPresent()) {
      return read(Split.Range.of(whole.get()));
    }
    Matcher numbered = NUMBERED.matcher(key);
    if (numbered.matches()) {
      Optional<InputFile> file = file(numbered.group(1), FileRecords.Keys.NUMBERED);
      if (file.isPresent()) {
        return numbered(file.get(), Long.parseLong(numbered.group(2)), key);
      }
    }
    // A shard's name can have the mark in it, and so can a record's.
    for (int mark = key.indexOf('#'); mark > 0; mark = key.indexOf('#', mark + 1)) {
      Optional<InputFile> shard = file(key.substring(0, mark), FileRecords.Keys.NAMED);
      Optional<Found> found = shard.isPresent() ? passing.find(shard.get(), key) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Found> numbered(InputFile file, long ordinal, String key) throws IOException {
    FileRecords records = file.records();
    if (records.complete() == 0 && records.stretches().isEmpty()) {
      return passing.find(file, key);
    }
    boolean isThere =
        records.complete() == 0
            ? ordinal < records.count().orElse(0)
            : ordinal < records.complete();
    return isThere ? read(Split.Range.of(file, ordinal, ordinal + 1)) : Optional.empty();
  }

  private Optional<InputFile> file(String key, FileRecords.Keys keys) throws IOException {
    return file(key).filter(file -> file.records().keys() == keys);
  }

  private Optional<InputFile> file(String key) throws IOException {
    Optional<InputFile> known = files.get(key);
    if (known == null) {
      known = leavesTheRoot(key) ? Optional.empty() : locate(key);
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

  private Optional<InputFile> locate(String key) throws IOException {
    Configuration conf = listOptions.conf();
    // What an archive holds has a key below it.
    for (int end = key.length(); end > 0; end = key.lastIndexOf('/', end - 1)) {
      Path path = new Path(root + "/" + key.substring(0, end));
      FileSystem fileSystem = path.getFileSystem(conf);
      if (fileSystem.exists(path)) {
        if (fileSystem.getFileStatus(path).isDirectory()) {
          return Optional.empty();
        }
        // A file that is named by itself is of the format, whatever its name.
        String name = key.substring(key.lastIndexOf('/', end - 1) + 1);
        return listed(path).stream()
            .filter(file -> file.key().equals(name))
            .findFirst()
            .map(file -> file.below(key.substring(0, key.length() - name.length())));
      }
    }
    return Optional.empty();
  }

  /**
   * What a file holds; an archive is gone through for it, and has many records that are asked for.
   */
  private List<InputFile> listed(Path path) throws IOException {
    List<InputFile> known = listings.get(path);
    if (known == null) {
      known = format.list(List.of(path.toString()), listOptions).files();
      listings.put(path, known);
    }
    return known;
  }

  private Optional<Found> read(Split.Range range) throws IOException {
    try (RecordReader reader = format.open(new Split(List.of(range), List.of()), readOptions)) {
      return reader.next() ? found(reader.record(), range.file()) : Optional.empty();
    }
  }

  private static Optional<Found> found(ImageRecord record, InputFile file) {
    return Optional.ofNullable(record.image())
        .map(image -> new Found(image, file.records().content()));
  }

  @Override
  public void close() throws IOException {
    passing.close();
  }

  /**
   * A file that has to be read from its beginning, and where its reader stands: whoever asks for
   * records in the order of the file has it read once.
   */
  private final class Passing implements Closeable {
    private InputFile file;
    private RecordReader reader;

    Optional<Found> find(InputFile wanted, String key) throws IOException {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      if (wanted.equals(file) && goTo(name)) {
        return found(reader.record(), file);
      }
      close();
      reader = format.open(new Split(List.of(Split.Range.of(wanted)), List.of()), readOptions);
      file = wanted;
      return goTo(name) ? found(reader.record(), file) : Optional.empty();
    }

    private boolean goTo(byte[] name) throws IOException {
      try {
        while (reader.next()) {
          ImageRecord record = reader.record();
          if (Arrays.equals(record.key(), 0, record.keyLength(), name, 0, name.length)) {
            return true;
          }
        }
        return false;
      } catch (IOException e) {
        // Where it stands is not known.
        file = null;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      if (reader != null) {
        reader.close();
      }
    }
  }
}
