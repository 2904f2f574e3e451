package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.MalformedNpyException;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists {@code .npy} files: a directory means its {@code *.npy}, a file named by itself is taken
 * whatever its name. The header of every file is read, since it tells how many records there are.
 */
final class NpyLister {
  private NpyLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    FoundFiles found = FoundFiles.in(inputs, NpyLister::kind);
    List<Storage.FoundFile> paths = found.files();
    List<FileRecords> headers = ParallelOpens.of(paths, file -> records(file, options));
    List<InputFile> files = new ArrayList<>(headers.size());
    Map<FileRecords, FileRecords> alike = new HashMap<>();
    Map<Shape, Listing.ShapeOf> shapes = new LinkedHashMap<>();
    Map<DType, Listing.DTypeOf> dtypes = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      Storage.FoundFile file = paths.get(i);
      String key = inputs.key(file.path());
      FileRecords records = alike.computeIfAbsent(headers.get(i), header -> header);
      files.add(
          new InputFile(
              file.location(),
              key,
              file.length(),
              file.modified(),
              InputFile.NO_LABEL,
              List.of(),
              records));
      // A file without a whole record has no row in the table, whatever its header says.
      if (records instanceof NpyRecords npy && npy.complete() > 0) {
        dtypes.putIfAbsent(npy.dtype(), new Listing.DTypeOf(key, npy.dtype()));
        npy.shape().ifPresent(shape -> shapes.putIfAbsent(shape, new Listing.ShapeOf(key, shape)));
      }
    }
    return new Listing(
        DatasetFormat.NPY,
        List.copyOf(files),
        found.unlisted(),
        found.ignored(),
        1,
        Listing.Coverage.EVERY_RECORD,
        List.copyOf(shapes.values()),
        List.copyOf(dtypes.values()));
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    return !place.isDirectory() || path.endsWith(".npy")
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  private static FileRecords records(Storage.FoundFile file, DatasetFormat.ListOptions options)
      throws IOException {
    String location = file.location();
    byte[] start;
    try (InputStream stream = Storage.at(location, options.conf()).open(location, 0)) {
      start = stream.readNBytes(NpyHeader.LONGEST);
    } catch (IOException e) {
      return FileRecords.Refused.unreadable(location, e);
    }
    try {
      return NpyRecords.of(NpyHeader.parse(start), options.layout(), file.length());
    } catch (MalformedNpyException e) {
      BadRecord.Fault fault =
          switch (e.fault()) {
            case TRUNCATED -> BadRecord.Fault.TRUNCATED;
            case CORRUPT -> BadRecord.Fault.CORRUPT;
            case UNSUPPORTED -> BadRecord.Fault.UNSUPPORTED;
          };
      return new FileRecords.Refused(fault, location + ": " + e.getMessage());
    } catch (MalformedRecordException e) {
      return new FileRecords.Refused(e.fault(), location + ": " + e.getMessage());
    }
  }
}
