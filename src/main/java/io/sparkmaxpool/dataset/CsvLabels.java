package io.sparkmaxpool.dataset;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The labels of images in a CSV file (RFC 4180, UTF-8) with a header. The columns are those that
 * the header names {@code file} and {@code label}; if it names neither, the first and the second. A
 * file is named by its path below the root, with or without its ending. Labels that are all whole
 * numbers are class indices; otherwise they are names, whose indices are their order by code point.
 *
 * @param path of the file, unescaped
 * @param labels by file
 * @param names of the classes, by index; none where the labels are numbers
 */
record CsvLabels(String path, Map<String, Integer> labels, List<String> names) {
  private static final String FILE = "file";
  private static final String LABEL = "label";
  private static final String[] NO_ROW = {};
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
  private static final int LONGEST_VALUE = 1 << 16;
  private static final int MOST_COLUMNS = 1 << 12;

  /**
   * Reads a file.
   *
   * @param name its path, below the root of the inputs unless it is absolute
   * @throws InvalidOptionException if it cannot be read, or says two labels for one file
   * @throws IOException if the storage fails
   */
  static CsvLabels read(String name, Inputs inputs, Configuration conf) throws IOException {
    Path root =
        new Path(
            inputs.store().getScheme(),
            inputs.store().getAuthority(),
            inputs.root().isEmpty() ? "/" : inputs.root());
    Path path = new Path(root, name);
    Storage storage = Storage.of(path, conf);
    try (InputStream stream = storage.open(storage.location(path), 0)) {
      return of(path.toUri().getPath(), texts(name, stream));
    } catch (TextParsingException | IllegalStateException e) {
      IOException failure = storageFailure(e);
      if (failure != null) {
        throw unreadable(name, path, failure);
      }
      throw invalid(
          name, "no CSV file that can be read: " + e.getMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw unreadable(name, path, e);
    }
  }

  private static InvalidOptionException unreadable(String name, Path path, IOException e)
      throws IOException {
    return RecordReader.isMissing(e)
        ? invalid(name, path + ": there is no such file")
        : invalid(name, RecordReader.unreadable(path.toString(), e).orElseThrow(() -> e));
  }

  /** The labels as they are written, by file. */
  private static Map<String, String> texts(String name, InputStream stream) {
    CsvParser csv = new CsvParser(settings());
    // It passes a byte order mark by, but only one in bytes.
    csv.beginParsing(stream, StandardCharsets.UTF_8);
    try {
      Map<String, String> texts = new HashMap<>();
      List<String> header = Arrays.asList(Objects.requireNonNullElse(csv.parseNext(), NO_ROW));
      boolean areNamed = areNamed(name, header);
      int file = areNamed ? header.indexOf(FILE) : 0;
      int label = areNamed ? header.indexOf(LABEL) : 1;
      for (String[] row = csv.parseNext(); row != null; row = csv.parseNext()) {
        long line = csv.getContext().currentLine();
        if (row.length <= Math.max(file, label) || row[file] == null || row[label] == null) {
          throw invalid(
              name, "the row that ends in line %d has no file or no label".formatted(line));
        }
        String before = texts.putIfAbsent(row[file], row[label]);
        if (before != null && !before.equals(row[label])) {
          throw invalid(
              name,
              "the row that ends in line %d says '%s' of %s, an earlier one '%s'"
                  .formatted(line, row[label], row[file], before));
        }
      }
      return texts;
    } finally {
      csv.stopParsing();
    }
  }

  /** What the parser wraps, if the storage threw it; else null. */
  private static IOException storageFailure(Throwable thrown) {
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return (IOException) cause;
  }

  /** The parser's own defaults are not RFC 4180's. */
  private static CsvParserSettings settings() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setCommentProcessingEnabled(false);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setReadInputOnSeparateThread(false);
    settings.setMaxCharsPerColumn(LONGEST_VALUE);
    settings.setMaxColumns(MOST_COLUMNS);
    return settings;
  }

  /** Whether a header names the columns: both, or neither. */
  private static boolean areNamed(String name, List<String> header) {
    boolean hasFile = header.contains(FILE);
    boolean hasLabel = header.contains(LABEL);
    if (hasFile != hasLabel) {
      throw invalid(
          name,
          "the header names %s, but not %s: both are wanted, or neither"
              .formatted(hasFile ? FILE : LABEL, hasFile ? LABEL : FILE));
    }
    return hasFile;
  }

  private static CsvLabels of(String path, Map<String, String> texts) {
    Map<String, Integer> labels = new HashMap<>();
    if (texts.values().stream().allMatch(text -> INDEX.matcher(text).matches())) {
      texts.forEach((file, text) -> labels.put(file, Integer.valueOf(text)));
      return new CsvLabels(path, labels, List.of());
    }
    TreeSet<String> classes = new TreeSet<>(CodePoints.ORDER);
    classes.addAll(texts.values());
    List<String> names = List.copyOf(classes);
    texts.forEach((file, text) -> labels.put(file, CodePoints.find(names, text)));
    return new CsvLabels(path, labels, names);
  }

  private static InvalidOptionException invalid(String name, String rule) {
    return new InvalidOptionException("%s: '%s': %s".formatted(FormatOptions.LABELS, name, rule));
  }

  /** Whether a path is this file's. */
  boolean isAt(String other) {
    return other.equals(path);
  }

  /** The class of an image, or {@link InputFile#NO_LABEL}. */
  int label(String key) {
    Integer label = labels.get(key);
    if (label == null) {
      int dot = key.lastIndexOf('.');
      label = labels.get(dot < 0 ? key : key.substring(0, dot));
    }
    return label == null ? InputFile.NO_LABEL : label;
  }
}
