package io.sparkmaxpool.job;

import io.sparkmaxpool.preview.ContactSheet;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a page goes.
 *
 * @param fileSystem where it lies
 * @param path of the file, qualified
 */
record PreviewFile(FileSystem fileSystem, Path path) {
  private static final String NAME = "index.html";
  private static final int START = 512;

  /**
   * The place of a table's page.
   *
   * @param output the page's file, or its directory; absent means the table's own place
   * @throws JobException with {@link ExitCode#USAGE} if the page would make the table no table, or
   *     take the place of something else
   */
  static PreviewFile of(TableDirectory table, Optional<String> output, Configuration conf)
      throws IOException {
    Path own = new Path(table.path(), TableDirectory.PREVIEW);
    PreviewFile file;
    try {
      file = output.isPresent() ? named(output.get(), conf) : in(own, conf);
    } catch (IllegalArgumentException | IOException e) {
      throw new JobException(
          ExitCode.USAGE, "--output: %s: %s".formatted(output.orElse(""), e.getMessage()), e);
    }
    String place = file.path.toString();
    if (place.startsWith(table.path() + "/") && !place.startsWith(own + "/")) {
      throw new JobException(
          ExitCode.USAGE,
          "--output: %s: lies in the table, which has a place for it: %s"
              .formatted(output.orElseThrow(), own));
    }
    if (output.isPresent() && file.holdsSomethingElse()) {
      throw new JobException(
          ExitCode.USAGE,
          "--output: %s: exists, and is no preview: another file is wanted".formatted(place));
    }
    return file;
  }

  /** Where a table's own page is, as its user would write it. */
  static String placeIn(String table) {
    return "%s/%s/%s".formatted(table.replaceAll("(?<=.)/+$", ""), TableDirectory.PREVIEW, NAME);
  }

  private static PreviewFile named(String output, Configuration conf) throws IOException {
    Path path = new Path(output);
    FileSystem fileSystem = TableDirectory.fileSystem(path, conf);
    String name = path.getName().toLowerCase(Locale.ROOT);
    boolean isFile = name.endsWith(".html") || name.endsWith(".htm");
    boolean isDirectory = fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory();
    return isFile && !isDirectory
        ? new PreviewFile(fileSystem, fileSystem.makeQualified(path))
        : in(path, conf);
  }

  private static PreviewFile in(Path directory, Configuration conf) throws IOException {
    FileSystem fileSystem = TableDirectory.fileSystem(directory, conf);
    return new PreviewFile(fileSystem, fileSystem.makeQualified(new Path(directory, NAME)));
  }

  private boolean holdsSomethingElse() throws IOException {
    if (!fileSystem.exists(path)) {
      return false;
    }
    if (fileSystem.getFileStatus(path).isDirectory()) {
      return true;
    }
    try (InputStream in = fileSystem.open(path)) {
      return !ContactSheet.isSheet(in.readNBytes(START));
    }
  }

  /** Writes the page beside its place first: an older one stays until the new one is whole. */
  void write(byte[] page) throws IOException {
    Path incomplete = new Path(path.getParent(), "." + path.getName() + ".incomplete");
    try {
      try (OutputStream out = fileSystem.create(incomplete, true)) {
        out.write(page);
      }
      fileSystem.delete(path, false);
      if (!fileSystem.rename(incomplete, path)) {
        throw new IOException("cannot rename %s to %s".formatted(incomplete, path));
      }
    } finally {
      fileSystem.delete(incomplete, false);
    }
  }
}
