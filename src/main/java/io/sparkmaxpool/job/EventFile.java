package io.sparkmaxpool.job;

import io.sparkmaxpool.preview.EventFileWriter;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An event file to be, with a name that no other has.
 *
 * @param fileSystem where it will lie
 * @param directory it will lie in, qualified, there or not
 * @param given the directory as its user wrote it
 */
record EventFile(FileSystem fileSystem, Path directory, String given) {
  private static final AtomicLong WRITTEN = new AtomicLong();

  /** Writes the events of a file, and tells what they are. */
  @FunctionalInterface
  interface Events<T> {
    T writeTo(EventFileWriter writer) throws IOException;
  }

  /**
   * The place of a table's event file.
   *
   * @param asked what asks for it, a key or an option, for the messages
   * @throws JobException with {@link ExitCode#USAGE} if there can be no such directory, or if the
   *     file would make the table no table
   */
  static EventFile in(String given, String asked, TableDirectory table, Configuration conf)
      throws IOException {
    FileSystem fileSystem;
    try {
      fileSystem = TableDirectory.fileSystem(new Path(given), conf);
    } catch (IllegalArgumentException | IOException e) {
      throw refused(asked, given, e.getMessage());
    }
    Path directory = fileSystem.makeQualified(new Path(given));
    String below = directory + "/";
    Path own = new Path(table.path(), TableDirectory.PREVIEW);
    if (below.startsWith(table.path() + "/") && !below.startsWith(own + "/")) {
      throw refused(asked, given, "lies in the table, which has a place for it: " + own);
    }
    for (Path each = directory; each != null; each = each.getParent()) {
      if (fileSystem.exists(each)) {
        if (!fileSystem.getFileStatus(each).isDirectory()) {
          String what = each.equals(directory) ? "is" : each.getName() + " is";
          throw refused(asked, given, what + " a file: a directory is wanted");
        }
        break;
      }
    }
    return new EventFile(fileSystem, directory, given);
  }

  private static JobException refused(String asked, String given, String rule) {
    return new JobException(ExitCode.USAGE, "%s: %s: %s".formatted(asked, given, rule));
  }

  /** Writes the file. It has its name only when it is whole: TensorBoard reads what it finds. */
  <T> T write(Events<T> events) throws IOException {
    InstantSource clock = InstantSource.system();
    String name =
        EventFileWriter.fileName(
            clock.instant(), host(), ProcessHandle.current().pid(), WRITTEN.getAndIncrement());
    // TensorBoard takes a file for one of events by the word tfevents in its name.
    Path incomplete = new Path(directory, "." + name.replace("tfevents", "incomplete"));
    boolean isThere = false;
    T written;
    try {
      try (OutputStream file = fileSystem.create(incomplete, true);
          EventFileWriter writer = new EventFileWriter(file, clock)) {
        written = events.writeTo(writer);
      }
      isThere = fileSystem.rename(incomplete, new Path(directory, name));
      if (!isThere) {
        throw new IOException("cannot rename %s to %s".formatted(incomplete, name));
      }
      return written;
    } finally {
      if (!isThere) {
        fileSystem.delete(incomplete, false);
      }
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine without a name, as containers can be.
      return "localhost";
    }
  }
}
