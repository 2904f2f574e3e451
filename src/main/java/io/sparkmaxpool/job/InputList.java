package io.sparkmaxpool.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.sink.Ledger;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.text.Secrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files that a batch read, in the table's ledger: a line of JSON each, {@code [key, location,
 * length, modified]}. A directory or file that could not be looked at has no location.
 */
final class InputList {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Input> inputs;

  /**
   * A file as it was read.
   *
   * @param key its path below the root
   * @param location where it lay, without secrets; empty if it could not be looked at
   * @param length bytes
   * @param modified milliseconds since 1970
   */
  record Input(String key, String location, long length, long modified) {
    static Input of(InputFile file) {
      return new Input(file.key(), Secrets.masked(file.location()), file.length(), file.modified());
    }

    static Input of(Listing.Unlisted unlisted) {
      return new Input(unlisted.key(), "", -1, 0);
    }

    private Object[] toJson() {
      return new Object[] {key, location, length, modified};
    }

    private static Input of(JsonNode json) {
      return new Input(
          json.path(0).asText(),
          json.path(1).asText(),
          json.path(2).asLong(),
          json.path(3).asLong());
    }
  }

  InputList(List<Input> inputs) {
    this.inputs = List.copyOf(inputs);
  }

  /** All of a listing. */
  static InputList of(Listing listing) {
    List<Input> inputs = new ArrayList<>();
    listing.files().forEach(file -> inputs.add(Input.of(file)));
    listing.unlisted().forEach(unlisted -> inputs.add(Input.of(unlisted)));
    return new InputList(inputs);
  }

  /**
   * Writes the list; it counts once an entry of the ledger names it.
   *
   * @param commits the number of the entry that is to name it
   * @return its name
   */
  String write(TableDirectory table, int commits, Configuration conf) throws IOException {
    String name = String.format(Locale.ROOT, "%05d-%s.inputs", commits, UUID.randomUUID());
    Path file = table.ledger().inputs(name);
    try (OutputStream out = TableDirectory.fileSystem(file, conf).create(file, false);
        SequenceWriter lines = JSON.writer().withRootValueSeparator("\n").writeValues(out)) {
      for (Input input : inputs) {
        lines.write(input.toJson());
      }
      return name;
    }
  }

  /**
   * What the first commits of a table have read, by key; of a file that was read again, the last.
   *
   * @param commits how many count: a job that died between its entry and the end of its claim has
   *     left one more, which is taken back
   */
  static Map<String, Input> committed(TableDirectory table, int commits, Configuration conf)
      throws IOException {
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (Ledger.Entry entry : table.ledger().entries().stream().limit(commits).toList()) {
      Optional<String> name = entry.inputs();
      if (name.isPresent()) {
        read(table.ledger().inputs(name.get()), conf, inputs);
      }
    }
    return inputs;
  }

  private static void read(Path file, Configuration conf, Map<String, Input> inputs)
      throws IOException {
    FileSystem fileSystem = TableDirectory.fileSystem(file, conf);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Input input = Input.of(JSON.readTree(line));
        inputs.put(input.key(), input);
      }
    }
  }
}
