package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/**
 * Lists Parquet files: a directory means its {@code *.parquet}, without what is hidden as Spark
 * hides it; a file named by itself is taken whatever its name. Every footer is read: it tells how
 * many rows there are, where the file can be cut, and which columns it has.
 */
final class ParquetLister {
  private static final String NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

  /** What a file holds, or why not. */
  private record Found(
      FileRecords records, List<String> classes, Optional<InvalidOptionException> mistake) {}

  private ParquetLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    FoundFiles found = FoundFiles.in(inputs, ParquetLister::kind);
    List<Storage.FoundFile> paths = found.files();
    List<Found> contents =
        ParallelOpens.of(paths, file -> look(file, inputs.key(file.path()), options));
    requireSome(contents);
    List<InputFile> files = new ArrayList<>(contents.size());
    Map<List<String>, List<String>> classes = new HashMap<>();
    Map<DType, Listing.DTypeOf> dtypes = new LinkedHashMap<>();
    for (int i = 0; i < contents.size(); i++) {
      Storage.FoundFile file = paths.get(i);
      Found content = contents.get(i);
      String key = inputs.key(file.path());
      files.add(
          new InputFile(
              file.location(),
              key,
              file.length(),
              file.modified(),
              InputFile.NO_LABEL,
              // Files of a dataset have the same ones, and send them once.
              classes.computeIfAbsent(content.classes(), names -> names),
              content.records()));
      if (content.records() instanceof ParquetRecords rows && rows.rows() > 0) {
        dtypes.putIfAbsent(rows.dtype(), new Listing.DTypeOf(key, rows.dtype()));
      }
    }
    return listing(found, List.copyOf(files), List.copyOf(dtypes.values()), options);
  }

  private static Listing listing(
      FoundFiles found,
      List<InputFile> files,
      List<Listing.DTypeOf> dtypes,
      DatasetFormat.ListOptions options)
      throws IOException {
    ShardSample sample = ShardSample.of(files, DatasetFormat.PARQUET, options);
    Map<Shape, Listing.ShapeOf> told = new LinkedHashMap<>();
    boolean areAllTold = true;
    for (InputFile file : files) {
      if (file.records() instanceof ParquetRecords rows && rows.rows() > 0) {
        Optional<Shape> shape = rows.columns().image().shape();
        shape.ifPresent(its -> told.putIfAbsent(its, new Listing.ShapeOf(file.key(), its)));
        areAllTold &= shape.isPresent();
      }
    }
    boolean isCertain = areAllTold && !told.isEmpty();
    return new Listing(
        DatasetFormat.PARQUET,
        files,
        found.unlisted(),
        found.ignored(),
        sample.expansion(),
        isCertain ? Listing.Coverage.EVERY_RECORD : Listing.Coverage.SAMPLE,
        isCertain ? List.copyOf(told.values()) : sample.shapes(),
        dtypes);
  }

  /** Options that fit no file are a mistake; a file that they do not fit is a bad one. */
  private static void requireSome(List<Found> contents) {
    Optional<InvalidOptionException> first =
        contents.stream().flatMap(content -> content.mistake().stream()).findFirst();
    if (first.isPresent()
        && contents.stream().noneMatch(content -> content.records() instanceof ParquetRecords)) {
      throw first.get();
    }
  }

  static boolean isLike(FileStart file) {
    return file.startsWith((byte) 'P', (byte) 'A', (byte) 'R', (byte) '1');
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    if (!place.isDirectory()) {
      return FoundFiles.Kind.RECORDS;
    }
    String below = path.substring(Math.min(path.length(), place.path().length() + 1));
    for (String name : below.split("/")) {
      if (name.startsWith(".") || name.startsWith("_") && !name.contains("=")) {
        return FoundFiles.Kind.IGNORED;
      }
    }
    return path.endsWith(".parquet") ? FoundFiles.Kind.RECORDS : FoundFiles.Kind.IGNORED;
  }

  private static Found look(Storage.FoundFile file, String key, DatasetFormat.ListOptions options)
      throws IOException {
    String location = file.location();
    try {
      ParquetFooter footer =
          ParquetFooter.read(
              offset -> Storage.at(location, options.conf()).open(location, offset), file.length());
      ParquetColumns columns = ParquetSchema.columns(footer, options.options());
      requireReadable(footer, columns);
      return new Found(
          new ParquetRecords(
              footer.rows(),
              stretches(footer, file.length()),
              columns,
              label(key),
              partition(key, "label_name").orElse(null)),
          ClassNames.of(footer, columns.label()),
          Optional.empty());
    } catch (MalformedRecordException e) {
      return refused(
          new FileRecords.Refused(e.fault(), location + ": " + e.getMessage()), Optional.empty());
    } catch (InvalidOptionException e) {
      return refused(
          new FileRecords.Refused(BadRecord.Fault.UNSUPPORTED, location + ": " + e.getMessage()),
          Optional.of(e));
    } catch (IOException e) {
      return refused(FileRecords.Refused.unreadable(location, e), Optional.empty());
    }
  }

  private static Found refused(
      FileRecords.Refused records, Optional<InvalidOptionException> mistake) {
    return new Found(records, List.of(), mistake);
  }

  private static void requireReadable(ParquetFooter footer, ParquetColumns columns)
      throws MalformedRecordException {
    for (BlockMetaData group : footer.rowGroups()) {
      Optional<ColumnChunkMetaData> chunk = ParquetFooter.chunk(group, columns.image().leaf());
      if (chunk.isPresent() && !PageCodec.has(chunk.get().getCodec())) {
        throw new MalformedRecordException(
            BadRecord.Fault.UNSUPPORTED,
            "column %s is packed by %s: SNAPPY, GZIP, ZSTD, LZ4, LZ4_RAW or nothing is read"
                .formatted(chunk.get().getPath().toDotString(), chunk.get().getCodec()));
      }
    }
  }

  /** Row groups; the bytes between and around them go with the one before. */
  private static List<FileRecords.Stretch> stretches(ParquetFooter footer, long length) {
    List<FileRecords.Stretch> stretches = new ArrayList<>();
    long row = 0;
    long bytes = 0;
    for (BlockMetaData group : footer.rowGroups()) {
      if (group.getRowCount() > 0) {
        long its = Math.min(length - bytes, Math.max(0, group.getCompressedSize()));
        stretches.add(new FileRecords.Stretch(row, row + group.getRowCount(), its));
        row += group.getRowCount();
        bytes += its;
      }
    }
    if (!stretches.isEmpty()) {
      FileRecords.Stretch last = stretches.remove(stretches.size() - 1);
      stretches.add(
          new FileRecords.Stretch(last.first(), last.end(), last.bytes() + length - bytes));
    }
    return List.copyOf(stretches);
  }

  private static int label(String key) {
    try {
      return partition(key, "label").map(Integer::parseInt).orElse(InputFile.NO_LABEL);
    } catch (NumberFormatException e) {
      // Somebody else's directory.
      return InputFile.NO_LABEL;
    }
  }

  /** The value of a partition column, which is a directory of a file. */
  private static Optional<String> partition(String key, String column) {
    String prefix = column + "=";
    String[] names = key.split("/");
    for (int i = names.length - 2; i >= 0; i--) {
      if (names[i].startsWith(prefix)) {
        String value = unescaped(names[i].substring(prefix.length()));
        return Optional.of(value).filter(text -> !text.equals(NULL_PARTITION));
      }
    }
    return Optional.empty();
  }

  private static String unescaped(String value) {
    try {
      // Spark writes no plus sign for a space.
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
