package io.sparkmaxpool.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** HDFS: a name node and a data node in a process of their own. */
final class HdfsCluster implements AutoCloseable {
  private static final Pattern STARTED =
      Pattern.compile("Started MiniDFSCluster -- namenode on port (\\d+)");

  private final ClusterProcess process;
  private final FileSystem fileSystem;

  private HdfsCluster(ClusterProcess process, FileSystem fileSystem) {
    this.process = process;
    this.fileSystem = fileSystem;
  }

  static HdfsCluster start(Path directory) throws IOException, InterruptedException {
    ClusterProcess process =
        ClusterProcess.start(
            directory.resolve("log"),
            List.of(Path.of("target", "hadoop", "*").toAbsolutePath()),
            List.of(
                "-Dlog4j2.level=info",
                "-Dtest.build.data=" + directory,
                "org.apache.hadoop.test.MiniDFSClusterManager",
                "-format"));
    URI uri = URI.create("hdfs://127.0.0.1:" + process.awaitPrinted(STARTED));
    return new HdfsCluster(process, FileSystem.newInstance(uri, new Configuration()));
  }

  /** A path as a user writes it. */
  String uri(String path) {
    return fileSystem.getUri() + path;
  }

  boolean has(String path) throws IOException {
    return fileSystem.exists(new org.apache.hadoop.fs.Path(path));
  }

  /** Copies a local file or directory to a path. */
  void put(Path local, String path) throws IOException {
    fileSystem.copyFromLocalFile(hadoop(local), new org.apache.hadoop.fs.Path(path));
  }

  /** Copies a directory to a local one. */
  void take(String path, Path local) throws IOException {
    fileSystem.copyToLocalFile(
        false,
        new org.apache.hadoop.fs.Path(path),
        hadoop(local),
        /* useRawLocalFileSystem= */ true);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path local) {
    return new org.apache.hadoop.fs.Path(local.toUri());
  }

  @Override
  public void close() throws IOException {
    fileSystem.close();
    process.close();
  }
}
