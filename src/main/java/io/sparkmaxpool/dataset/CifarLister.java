package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * Lists CIFAR's binary version. A directory means its {@code *.bin} and its archives, {@code
 * *.tar.gz}, {@code *.tgz} and {@code *.tar}; a file named by itself is an archive if it begins as
 * one. Class names come from the names file beside the records, one a line, else they are the
 * standard ones.
 *
 * <p>Of a directory of the Python version, whose pickles are not read, one bad record tells.
 */
final class CifarLister {
  /** The option that says which of CIFAR-100's labels is the record's. */
  static final String LABEL = "label";

  private static final Pattern ARCHIVE = Pattern.compile(".*\\.(tar\\.gz|tgz|tar)", Pattern.DOTALL);
  private static final Pattern PICKLE =
      Pattern.compile(
          "(.*/)?(data_batch_[1-5]|test_batch|cifar-100-python/(train|test))", Pattern.DOTALL);

  /** What Python's pickles of the second and later protocols begin with; no label is as large. */
  private static final byte PICKLED = (byte) 0x80;

  /** The labels of CIFAR-100, in the order of their bytes. */
  private enum Level {
    COARSE,
    FINE
  }

  private final CifarLayout layout;
  private final int label;
  private final Configuration conf;

  private CifarLister(CifarLayout layout, DatasetFormat.ListOptions options) {
    this.layout = layout;
    this.label =
        layout == CifarLayout.CIFAR_100 ? options.options().word(LABEL, Level.FINE).ordinal() : 0;
    this.conf = options.conf();
  }

  static Listing cifar10(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    return new CifarLister(CifarLayout.CIFAR_10, options).list(inputs, DatasetFormat.CIFAR10);
  }

  static Listing cifar100(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    return new CifarLister(CifarLayout.CIFAR_100, options).list(inputs, DatasetFormat.CIFAR100);
  }

  private Listing list(Inputs inputs, DatasetFormat format) throws IOException {
    FoundFiles found = FoundFiles.in(inputs, this::kind);
    List<Storage.FoundFile> paths = found.files();
    List<List<InputFile>> looks =
        ParallelOpens.of(paths, file -> look(file, inputs.key(file.path())));
    Map<String, List<String>> namesByDirectory = new HashMap<>();
    Set<String> pickled = new HashSet<>();
    List<InputFile> files = new ArrayList<>(paths.size());
    for (int i = 0; i < paths.size(); i++) {
      String location = paths.get(i).location();
      String directory = location.substring(0, location.lastIndexOf('/'));
      for (InputFile file : looks.get(i)) {
        if (file.records() instanceof CifarRecords records && records.entry().isEmpty()) {
          List<String> names = namesByDirectory.get(directory);
          if (names == null) {
            names = names(directory);
            namesByDirectory.put(directory, names);
          }
          files.add(file.withNames(names));
        } else if (!isPickle(file) || pickled.add(directory)) {
          files.add(file);
        }
      }
    }
    return new Listing(
        format,
        List.copyOf(files),
        found.unlisted(),
        found.ignored(),
        1,
        Listing.Coverage.EVERY_RECORD,
        files.isEmpty()
            ? List.of()
            : List.of(new Listing.ShapeOf(files.get(0).key(), CifarLayout.SHAPE)),
        Listing.uint8(files));
  }

  private FoundFiles.Kind kind(Inputs.Place place, String path) {
    if (layout.labels().stream().anyMatch(labels -> path.endsWith("/" + labels.file()))) {
      return FoundFiles.Kind.COMPANION;
    }
    return !place.isDirectory()
            || path.endsWith(".bin")
            || ARCHIVE.matcher(path).matches()
            || PICKLE.matcher(path).matches()
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  /**
   * What a file holds. It is opened, so that one that may not be read is one bad record, however
   * many splits it would have had.
   */
  private List<InputFile> look(Storage.FoundFile file, String key) throws IOException {
    byte[] start;
    try (InputStream stream = Storage.at(file.location(), conf).open(file.location(), 0)) {
      start = stream.readNBytes(TarEntries.BLOCK);
    } catch (IOException e) {
      return List.of(of(file, key, FileRecords.Refused.unreadable(file.location(), e)));
    }
    if (start.length > 0 && start[0] == PICKLED && PICKLE.matcher(file.path()).matches()) {
      return List.of(of(file, key, pythonVersion(file.location(), layout)));
    }
    if (!file.path().endsWith(".bin")
        && (ARCHIVE.matcher(file.path()).matches()
            || Packing.Codec.of(start) != Packing.Codec.NONE
            || TarEntries.isHeader(start))) {
      return new CifarArchive(file, key, layout, label, Packing.Codec.of(start)).files(conf);
    }
    return List.of(of(file, key, CifarRecords.in(file.length(), layout, label)));
  }

  private static InputFile of(Storage.FoundFile file, String key, FileRecords records) {
    return InputFile.of(file, key, records, Packing.NONE);
  }

  private static boolean isPickle(InputFile file) {
    return file.records() instanceof FileRecords.Refused refused
        && refused.fault() == BadRecord.Fault.UNSUPPORTED
        && PICKLE.matcher(file.location()).matches();
  }

  /** What to tell of the Python version. */
  static FileRecords.Refused pythonVersion(String location, CifarLayout layout) {
    return new FileRecords.Refused(
        BadRecord.Fault.UNSUPPORTED,
        "%s is of the Python version of %s, whose pickles are not read: take the binary version, %s"
            .formatted(location, layout.title(), layout.archive()));
  }

  /** Whether it is a file of the Python version. */
  static boolean isPickle(String path) {
    return PICKLE.matcher(path).matches();
  }

  /** The names beside the files, or the standard ones where there is no such file. */
  private List<String> names(String directory) throws IOException {
    CifarLayout.Labels labels = layout.labels().get(label);
    String location = directory + "/" + labels.file();
    byte[] text;
    try (InputStream stream = Storage.at(location, conf).open(location, 0)) {
      text = stream.readNBytes(CifarLayout.LONGEST_NAMES + 1);
    } catch (IOException e) {
      if (RecordReader.isMissing(e)) {
        return labels.standard();
      }
      throw new IOException(
          RecordReader.unreadable(location, e).orElse(location + ": " + e.getMessage()), e);
    }
    return layout.names(label, text, location);
  }
}
