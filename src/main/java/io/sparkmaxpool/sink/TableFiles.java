package io.sparkmaxpool.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files of rows that lie in a table's directory, good ones and bad ones, committed or not. */
final class TableFiles {
  private final FileSystem fileSystem;
  private final Path table;

  TableFiles(FileSystem fileSystem, Path table) {
    this.fileSystem = fileSystem;
    this.table = table;
  }

  /** All of them, by their paths below the table, with their bytes. */
  Map<String, Long> all() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    for (FileStatus entry : entries()) {
      if (TableLayout.holdsRows(entry)) {
        add(entry, entry.getPath().getName(), files);
      }
    }
    return files;
  }

  private void add(FileStatus entry, String path, Map<String, Long> files) throws IOException {
    if (entry.isDirectory()) {
      for (FileStatus below : fileSystem.listStatus(entry.getPath())) {
        add(below, path + "/" + below.getPath().getName(), files);
      }
    } else if (!entry.getPath().getName().startsWith(".")) {
      // Hidden are the checksums of file systems.
      files.put(path, entry.getLen());
    }
  }

  private FileStatus[] entries() throws IOException {
    try {
      return fileSystem.listStatus(table);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Removes all but some; tells which. */
  List<String> keep(Set<String> kept) throws IOException {
    List<String> removed = new ArrayList<>();
    for (String file : all().keySet()) {
      if (!kept.contains(file)) {
        remove(file);
        removed.add(file);
      }
    }
    return removed;
  }

  /** Removes one, and the directories that are empty without it. */
  void remove(String file) throws IOException {
    Path removed = new Path(table, file);
    if (!fileSystem.delete(removed, false) && fileSystem.exists(removed)) {
      throw new IOException("cannot delete " + removed);
    }
    Path parent = removed.getParent();
    // An object store has no directory without a file.
    while (!parent.equals(table)
        && fileSystem.exists(parent)
        && fileSystem.listStatus(parent).length == 0) {
      fileSystem.delete(parent, false);
      parent = parent.getParent();
    }
  }

  /**
   * Fails unless files are there as they were written.
   *
   * @throws IOException naming the first that is not
   */
  void require(List<DataFile> files) throws IOException {
    Map<String, Long> there = all();
    for (DataFile file : files) {
      Long bytes = there.get(file.path());
      if (bytes == null || bytes != file.bytes()) {
        throw new IOException(
            "%s: a task wrote %s with %d bytes, but after the commit %s"
                .formatted(
                    table,
                    file.path(),
                    file.bytes(),
                    bytes == null ? "it is not there" : "it has " + bytes));
      }
    }
  }
}
