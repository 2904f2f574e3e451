package io.sparkmaxpool.sink;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What lies in a table's directory: data, reports, what is staged, and what no table has. */
final class TableLayout {
  /** What committers keep uncommitted files in. */
  private static final Pattern STAGING = Pattern.compile("_temporary|__magic.*|\\.spark-staging.*");

  private static final Set<String> OURS =
      Set.of(
          TableDirectory.SUCCESS,
          TableDirectory.RUN,
          TableDirectory.BAD_RECORDS,
          TableDirectory.PREVIEW,
          Ledger.NAME,
          WriteClaim.NAME);

  /** What only this program writes: other tools call their files and directories as it does. */
  private static final Set<String> SIGNS =
      Set.of(TableDirectory.SUCCESS, TableDirectory.RUN, Ledger.NAME, WriteClaim.NAME);

  private static final Pattern PART = Pattern.compile("part-.*\\.parquet");
  private static final Pattern PARTITION = Pattern.compile("(label|label_name)=.*");

  private final FileSystem fileSystem;
  private final Path table;

  TableLayout(FileSystem fileSystem, Path table) {
    this.fileSystem = fileSystem;
    this.table = table;
  }

  static boolean isStaging(String name) {
    return STAGING.matcher(name).matches();
  }

  /** Whether a file has the name of a part of the table or of its bad records. */
  static boolean isPart(Path file) {
    return PART.matcher(file.getName()).matches();
  }

  /** Whether an entry of the table's directory holds rows: good ones, or bad ones. */
  static boolean holdsRows(FileStatus entry) {
    String name = entry.getPath().getName();
    return name.equals(TableDirectory.BAD_RECORDS) || !OURS.contains(name) && !isStaging(name);
  }

  static boolean has(FileStatus[] entries, String name) {
    return Arrays.stream(entries).anyMatch(entry -> entry.getPath().getName().equals(name));
  }

  /** What is among the directory's entries that no table has, in words. */
  Optional<String> foreign(FileStatus[] entries) throws IOException {
    for (FileStatus entry : entries) {
      String name = entry.getPath().getName();
      if (entry.getPath().equals(table)) {
        return Optional.of("it is a file");
      }
      if (!OURS.contains(name) && !isStaging(name) && !isData(entry)) {
        return Optional.of("it holds " + name);
      }
    }
    if (!has(entries, TableDirectory.SUCCESS)) {
      // About to be removed: whatever is called like a partition may yet be somebody's pictures.
      for (FileStatus entry : entries) {
        if (PARTITION.matcher(entry.getPath().getName()).matches()) {
          Optional<String> below = foreignBelow(entry.getPath(), entry.getPath().getName());
          if (below.isPresent()) {
            return below;
          }
        }
      }
    }
    if (entries.length > 0 && SIGNS.stream().noneMatch(sign -> has(entries, sign))) {
      return Optional.of(
          "it holds "
              + entries[0].getPath().getName()
              + ", and no sign that it is of this program");
    }
    return Optional.empty();
  }

  private Optional<String> foreignBelow(Path partition, String name) throws IOException {
    for (FileStatus entry : fileSystem.listStatus(partition)) {
      String below = name + "/" + entry.getPath().getName();
      Optional<String> foreign =
          isData(entry)
              ? entry.isDirectory() ? foreignBelow(entry.getPath(), below) : Optional.empty()
              : Optional.of("it holds " + below);
      if (foreign.isPresent()) {
        return foreign;
      }
    }
    return Optional.empty();
  }

  private static boolean isData(FileStatus entry) {
    String name = entry.getPath().getName();
    if (entry.isDirectory()) {
      return PARTITION.matcher(name).matches();
    }
    boolean checksum = name.startsWith(".") && name.endsWith(".crc");
    return checksum || PART.matcher(name).matches();
  }
}
