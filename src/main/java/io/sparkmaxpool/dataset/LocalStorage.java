package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** The local disk, through NIO. Symbolic links are followed, loops of them are reported. */
final class LocalStorage implements Storage {
  /** Above this many bytes a call costs less than the bytes do. */
  private static final long SMALL = 1 << 16;

  @Override
  public String location(org.apache.hadoop.fs.Path path) {
    return path.toUri().getPath();
  }

  @Override
  public String beside(String location, String name) {
    return location.substring(0, location.lastIndexOf('/') + 1) + name;
  }

  @Override
  public boolean isDirectory(String location) {
    return Files.isDirectory(LocalName.file(location));
  }

  @Override
  public List<String> directories(String location) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(LocalName.file(location))) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry)) {
          String path = LocalName.text(entry);
          names.add(path.substring(path.lastIndexOf('/') + 1));
        }
      }
    }
    return names;
  }

  @Override
  public void walk(String location, Visitor visitor) throws IOException {
    Files.walkFileTree(
        LocalName.file(location),
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = LocalName.text(file);
            if (attributes.isRegularFile()) {
              visitor.file(
                  new FoundFile(
                      LocalName.location(file),
                      path,
                      attributes.size(),
                      attributes.lastModifiedTime().toMillis()));
            } else if (attributes.isSymbolicLink()) {
              // Links are followed, so this one could not be.
              visitor.unreadableFile(path, "a symbolic link that leads to no file");
            } else {
              // Opening a pipe waits for its writer, and a device has no end.
              visitor.unreadableFile(path, "neither a file nor a directory");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            visitor.unreadable(LocalName.text(file), reason(e));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemLoopException) {
      return "a symbolic link leads back to a directory above it";
    }
    return RecordReader.reason(e).orElseGet(e::toString);
  }

  @Override
  public InputStream open(String location, long offset) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(LocalName.file(location));
    channel.position(offset);
    return Channels.newInputStream(channel);
  }

  /**
   * In as few calls of the kernel as there can be: one read that gives what was listed, where there
   * was room for more, was the whole file.
   */
  @Override
  public byte[] read(String location, long listed) throws IOException {
    if (listed >= SMALL) {
      return Storage.super.read(location, listed);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) listed + 1);
    try (FileChannel channel = FileChannel.open(LocalName.file(location))) {
      int count = channel.read(bytes);
      if (count == listed) {
        return Arrays.copyOf(bytes.array(), count);
      }
    }
    // It is not as it was.
    return Storage.super.read(location, listed);
  }
}
