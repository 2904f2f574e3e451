package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory {@code _ledger} of a table: an entry for every commit, {@code 00000.json} and so
 * on, which says what was read and which files hold it. A file that no entry names was never
 * committed.
 *
 * <p>An entry counts from the moment it can be read whole, which is the commit: on a disk or HDFS
 * an entry that its writer did not finish is no JSON, in an object store it is not there at all.
 * Beside the entries lie lists of inputs, which their batches' entries name.
 */
public final class Ledger {
  static final String NAME = "_ledger";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ENTRY = Pattern.compile("[0-9]{5,9}\\.json");

  private final FileSystem fileSystem;
  private final Path directory;

  Ledger(FileSystem fileSystem, Path table) {
    this.fileSystem = fileSystem;
    this.directory = new Path(table, NAME);
  }

  /**
   * One commit.
   *
   * @param run what ran, as {@code _run.json} has it: spec, input, counts and so on
   * @param inputs the name of the list of the files it read, if it was one batch of a run
   * @param files what it wrote
   * @param replaced paths of files that its own stand for since
   */
  public record Entry(
      JsonNode run, Optional<String> inputs, List<DataFile> files, List<String> replaced) {

    private ObjectNode toJson() {
      ObjectNode json = JSON.createObjectNode();
      json.put("version", 1);
      inputs.ifPresent(name -> json.put("inputs", name));
      json.set("run", run);
      json.set("files", JSON.valueToTree(files));
      json.set("replaced", JSON.valueToTree(replaced));
      return json;
    }

    private static Entry of(JsonNode json) throws JsonProcessingException {
      return new Entry(
          json.path("run"),
          Optional.ofNullable(json.path("inputs").textValue()),
          JSON.treeToValue(json.path("files"), new TypeReference<List<DataFile>>() {}),
          JSON.treeToValue(json.path("replaced"), new TypeReference<List<String>>() {}));
    }
  }

  /** All commits, the first one first. */
  public List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (true) {
      Optional<Entry> next = read(entries.size());
      if (next.isEmpty()) {
        return entries;
      }
      entries.add(next.get());
    }
  }

  /** The number of commits. */
  public int size() throws IOException {
    Set<String> names = new HashSet<>();
    statuses().forEach(status -> names.add(status.getPath().getName()));
    int count = 0;
    while (names.contains(file(count).getName())) {
      count++;
    }
    // The last to be written is the one that may be half.
    return count > 0 && read(count - 1).isEmpty() ? count - 1 : count;
  }

  /** Whether the table is written in batches, and so can be gone on with. */
  public boolean isOfBatches() throws IOException {
    return read(0).map(entry -> entry.inputs().isPresent()).orElse(false);
  }

  /** The files that hold the table's rows by all commits together, by path. */
  public Map<String, DataFile> files() throws IOException {
    return files(entries());
  }

  static Map<String, DataFile> files(List<Entry> entries) {
    Map<String, DataFile> files = new LinkedHashMap<>();
    for (Entry entry : entries) {
      entry.replaced().forEach(files::remove);
      entry.files().forEach(file -> files.put(file.path(), file));
    }
    return files;
  }

  /** What became of the records of some commits together. */
  public static Counts counts(List<Entry> entries) {
    Counts counts = Counts.NONE;
    for (Entry entry : entries) {
      counts = counts.plus(Counts.of(entry.run()));
    }
    return counts;
  }

  /** Where a list of inputs lies. */
  public Path inputs(String name) {
    return new Path(directory, name);
  }

  /** Commits: once this has returned, the entry is there. */
  void add(int number, Entry entry) throws IOException {
    Path file = file(number);
    // One that is whole is of another job, which has begun since.
    boolean isHalf = fileSystem.exists(file) && read(number).isEmpty();
    try (OutputStream out = fileSystem.create(file, isHalf)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entry.toJson()));
    }
  }

  /** Takes back all commits but the first {@code count}. */
  void cut(int count) throws IOException {
    for (FileStatus status : statuses()) {
      String name = status.getPath().getName();
      if (ENTRY.matcher(name).matches()
          && Integer.parseInt(name.substring(0, name.indexOf('.'))) >= count) {
        delete(status.getPath());
      }
    }
  }

  /** Removes what no commit names. */
  void tidy() throws IOException {
    Set<String> named = new HashSet<>();
    List<Entry> entries = entries();
    for (int number = 0; number < entries.size(); number++) {
      named.add(file(number).getName());
      entries.get(number).inputs().ifPresent(named::add);
    }
    keep(named);
  }

  /** Whether a list of inputs is there. */
  public boolean hasInputs(String name) throws IOException {
    return fileSystem.exists(inputs(name));
  }

  /**
   * Fails unless a list of inputs is there.
   *
   * @throws IOException naming it
   */
  void requireInputs(String name) throws IOException {
    if (!hasInputs(name)) {
      throw new IOException("%s: it is gone, which lists what was read".formatted(inputs(name)));
    }
  }

  /** Removes everything but one list of inputs: commits from the first one on. */
  void clear(Optional<String> keptInputs) throws IOException {
    if (statuses().isEmpty()) {
      return;
    }
    delete(file(0));
    keep(keptInputs.map(Set::of).orElse(Set.of()));
    if (keptInputs.isEmpty()) {
      delete(directory);
    }
  }

  private void keep(Set<String> names) throws IOException {
    for (FileStatus status : statuses()) {
      if (!names.contains(status.getPath().getName())) {
        delete(status.getPath());
      }
    }
  }

  private void delete(Path target) throws IOException {
    if (!fileSystem.delete(target, true) && fileSystem.exists(target)) {
      throw new IOException("cannot delete " + target);
    }
  }

  private List<FileStatus> statuses() throws IOException {
    try {
      return List.of(fileSystem.listStatus(directory));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private Path file(int number) {
    return new Path(directory, String.format(Locale.ROOT, "%05d.json", number));
  }

  /** An entry; empty if there is none, or one that was not finished. */
  private Optional<Entry> read(int number) throws IOException {
    byte[] text;
    try (InputStream in = fileSystem.open(file(number))) {
      text = in.readAllBytes();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(text);
      return json.isObject() ? Optional.of(Entry.of(json)) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
