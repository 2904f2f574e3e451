package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code _writer} of a table that is being written: it says that the directory is this
 * program's, which job may commit (the last to claim it), and, while an append commits, what was
 * there before, so that its death loses nothing.
 */
final class WriteClaim {
  static final String NAME = "_writer";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileSystem fileSystem;
  private final Path file;

  WriteClaim(FileSystem fileSystem, Path table) {
    this.fileSystem = fileSystem;
    this.file = new Path(table, NAME);
  }

  /**
   * The table before an append.
   *
   * @param files its data files, by their paths below the table
   * @param commits entries of its ledger
   * @param run the text of its {@code _run.json}; empty where it had none
   */
  record Before(Set<String> files, int commits, String run) {}

  /** Claims the table for a writer. */
  void take(String writer) throws IOException {
    write(JSON.createObjectNode().put("writer", writer));
  }

  /** Claims it, and notes what the writer is about to add to. */
  void take(String writer, Before before) throws IOException {
    ObjectNode claim = JSON.createObjectNode().put("writer", writer);
    claim.set("files", JSON.valueToTree(before.files()));
    claim.put("commits", before.commits());
    write(claim.put("run", before.run()));
  }

  boolean isHeldBy(String writer) throws IOException {
    return read().path("writer").asText().equals(writer);
  }

  /** What was there before an append that has not ended. */
  Optional<Before> before() throws IOException {
    JsonNode claim = read();
    if (!claim.has("files")) {
      return Optional.empty();
    }
    Set<String> files = new HashSet<>();
    claim.get("files").forEach(name -> files.add(name.asText()));
    return Optional.of(
        new Before(files, claim.path("commits").asInt(), claim.path("run").asText()));
  }

  void release() throws IOException {
    if (!fileSystem.delete(file, false) && fileSystem.exists(file)) {
      throw new IOException("cannot delete " + file);
    }
  }

  private JsonNode read() throws IOException {
    try (InputStream in = fileSystem.open(file)) {
      return JSON.readTree(in);
    } catch (FileNotFoundException | JsonProcessingException e) {
      // Whoever died while writing it has not changed the table yet.
      return JSON.missingNode();
    }
  }

  private void write(ObjectNode claim) throws IOException {
    try (OutputStream out = fileSystem.create(file, true)) {
      out.write(JSON.writeValueAsBytes(claim));
    }
  }
}
