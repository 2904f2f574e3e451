package io.sparkmaxpool.dataset;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under a scheme of its own, {@code test:}, so that it is read as any Hadoop file
 * system is. Whatever has {@code denied} in its name may not be read, by no user, and nothing can
 * be moved there. It can show one directory as if that were all, as a bucket is.
 */
public final class TestFileSystem extends RawLocalFileSystem {
  static final String DENIED = "denied";

  private static final AtomicLong OPENED = new AtomicLong();
  private static final Queue<String> CHANGES = new ConcurrentLinkedQueue<>();
  private static final URI NAME = URI.create("test:///");
  private static final String ROOT = "fs.test.root";

  /** A configuration that knows the scheme. */
  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("fs.test.impl", TestFileSystem.class.getName());
    return conf;
  }

  /** A configuration that knows the scheme, and where {@code test:/} is a directory. */
  static Configuration configuration(java.nio.file.Path root) {
    Configuration conf = configuration();
    conf.set(ROOT, root.toString());
    conf.setBoolean("fs.test.impl.disable.cache", true);
    return conf;
  }

  /** How many files were opened in this JVM. */
  public static long opened() {
    return OPENED.get();
  }

  /** What was done in this JVM to paths that contain a text, e.g. {@code "create _SUCCESS"}. */
  public static List<String> changes(String part) {
    return CHANGES.stream()
        .filter(change -> change.contains(part))
        .map(
            change ->
                change.substring(0, change.indexOf(' '))
                    + change.substring(change.lastIndexOf('/')).replace('/', ' '))
        .toList();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    CHANGES.add("create " + path);
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    requireAllowed(to);
    CHANGES.add("rename " + to);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    CHANGES.add("delete " + path);
    return super.delete(path, recursive);
  }

  @Override
  public File pathToFile(Path path) {
    return new File(getConf().get(ROOT, ""), path.toUri().getPath());
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    FileStatus status = super.getFileStatus(path);
    status.setPath(makeQualified(path));
    return status;
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    requireAllowed(path);
    OPENED.incrementAndGet();
    return super.open(path, bufferSize);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    if (getFileStatus(path).isDirectory()) {
      requireAllowed(path);
    }
    return super.listStatus(path);
  }

  private static void requireAllowed(Path path) throws AccessControlException {
    if (path.getName().contains(DENIED)) {
      throw new AccessControlException("Permission denied: " + path);
    }
  }
}
