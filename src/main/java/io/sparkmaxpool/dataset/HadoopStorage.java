package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Any Hadoop file system: HDFS, S3A, ABFS and the rest. */
final class HadoopStorage implements Storage {
  private final FileSystem fileSystem;

  HadoopStorage(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  static Path path(String location) {
    return new Path(URI.create(location));
  }

  @Override
  public String location(Path path) {
    return path.toUri().toString();
  }

  @Override
  public String beside(String location, String name) {
    return location(new Path(path(location).getParent(), name));
  }

  @Override
  public boolean isDirectory(String location) throws IOException {
    return fileSystem.getFileStatus(path(location)).isDirectory();
  }

  @Override
  public List<String> directories(String location) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : fileSystem.listStatus(path(location))) {
      if (status.isDirectory()) {
        names.add(status.getPath().getName());
      }
    }
    return names;
  }

  @Override
  public void walk(String location, Visitor visitor) throws IOException {
    walk(fileSystem.getFileStatus(path(location)), visitor);
  }

  /** Directory by directory, so that one that may not be read hides no other. */
  private void walk(FileStatus status, Visitor visitor) throws IOException {
    if (!status.isDirectory()) {
      visitor.file(found(status));
      return;
    }
    FileStatus[] entries;
    try {
      entries = fileSystem.listStatus(status.getPath());
    } catch (IOException e) {
      visitor.unreadable(
          status.getPath().toUri().getPath(), RecordReader.reason(e).orElseThrow(() -> e));
      return;
    }
    for (FileStatus entry : entries) {
      walk(entry, visitor);
    }
  }

  private static FoundFile found(FileStatus status) {
    return new FoundFile(
        status.getPath().toUri().toString(),
        status.getPath().toUri().getPath(),
        status.getLen(),
        status.getModificationTime());
  }

  @Override
  public InputStream open(String location, long offset) throws IOException {
    FSDataInputStream stream = fileSystem.open(path(location));
    stream.seek(offset);
    return stream;
  }
}
