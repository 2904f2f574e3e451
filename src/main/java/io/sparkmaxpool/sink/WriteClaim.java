package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code _writer} of a table that is being written: it says that the directory is this
 * program's, which job may commit (the last to claim it), and what of the table counts if that job
 * dies.
 */
final class WriteClaim {
  static final String NAME = "_writer";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WRITER = "writer";
  private static final String COMMITS = "commits";
  private static final String FINISHED = "finished";

  private final FileSystem fileSystem;
  private final Path file;

  WriteClaim(FileSystem fileSystem, Path table) {
    this.fileSystem = fileSystem;
    this.file = new Path(table, NAME);
  }

  /** Claims the table for a writer, and notes what it finds. */
  void take(String writer, Standing found) throws IOException {
    byte[] claim =
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put(WRITER, writer)
                .put(COMMITS, found.commits())
                .put(FINISHED, found.isFinished()));
    try (OutputStream out = fileSystem.create(file, true)) {
      out.write(claim);
    }
  }

  boolean isHeldBy(String writer) throws IOException {
    return read().path(WRITER).asText().equals(writer);
  }

  /** What the writer found who has it; empty where nobody has. */
  Optional<Standing> standing() throws IOException {
    JsonNode claim = read();
    return claim.has(WRITER)
        ? Optional.of(new Standing(claim.path(COMMITS).asInt(), claim.path(FINISHED).asBoolean()))
        : Optional.empty();
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
}
