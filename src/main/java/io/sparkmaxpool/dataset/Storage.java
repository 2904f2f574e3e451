package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where files lie. A location is an absolute path of the local disk, which is read without Hadoop's
 * checksum layer (an order of magnitude faster for small files), or a URI: of a file in any other
 * Hadoop file system, or of a local one whose name no text has.
 */
interface Storage {
  /**
   * A file found in a listing.
   *
   * @param location where to open it
   * @param path the location as a path, unescaped, {@code /}-separated: what keys are made of
   * @param length bytes
   * @param modified milliseconds since 1970
   */
  record FoundFile(String location, String path, long length, long modified) {}

  /** What a walk through a directory tree meets, in no order. */
  interface Visitor {
    void file(FoundFile file);

    /** What stands where a file could, and is none. */
    void unreadableFile(String path, String reason);

    /** A directory that cannot be looked into, or what may be one. */
    void unreadable(String path, String reason);
  }

  /** The storage of a qualified Hadoop path. */
  static Storage of(Path path, Configuration conf) throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf);
    return fileSystem.getClass() == LocalFileSystem.class
        ? new LocalStorage()
        : new HadoopStorage(fileSystem);
  }

  /** The storage of a location that a listing found. */
  static Storage at(String location, Configuration conf) throws IOException {
    return location.startsWith("/") || location.startsWith(LocalName.SCHEME)
        ? new LocalStorage()
        : of(HadoopStorage.path(location), conf);
  }

  /** The location of a qualified Hadoop path of this storage. */
  String location(Path path);

  /** The location of a file of this name in the directory of another, which is a location here. */
  String beside(String location, String name);

  /** Whether a location is a directory. */
  boolean isDirectory(String location) throws IOException;

  /** The names of the directories directly below one, in no order. */
  List<String> directories(String location) throws IOException;

  /** All files below a directory, at any depth, or the file itself. */
  void walk(String location, Visitor visitor) throws IOException;

  /**
   * Opens a file at an offset.
   *
   * @throws java.nio.file.AccessDeniedException and the like where it may not be read
   */
  InputStream open(String location, long offset) throws IOException;

  /**
   * All bytes of a file.
   *
   * @param listed how many there were when it was listed
   * @throws java.nio.file.AccessDeniedException and the like where it may not be read
   */
  default byte[] read(String location, long listed) throws IOException {
    try (InputStream stream = open(location, 0)) {
      return stream.readAllBytes();
    }
  }
}
