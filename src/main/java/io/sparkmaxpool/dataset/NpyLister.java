package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists {@code .npy} and {@code .npz} files: a directory means its {@code *.npy} and {@code *.npz},
 * a file named by itself is taken whatever its name. The header of every array is read, since it
 * tells how many records there are.
 *
 * <p>The option {@code labels} names the array of the labels: in a {@code .npz} an array of it,
 * otherwise a file beside the records' one. The option {@code images} names the array of the
 * records in a {@code .npz}; without it there must be just one of a rank that is read.
 */
final class NpyLister {
  private NpyLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    Optional<String> labels = options.options().value(FormatOptions.LABELS);
    FoundFiles found =
        FoundFiles.in(
            inputs,
            (place, path) ->
                labels.isPresent() && path.endsWith("/" + labels.get())
                    ? FoundFiles.Kind.COMPANION
                    : kind(place, path));
    List<Storage.FoundFile> paths = found.files();
    NpyArrays arrays = new NpyArrays(options);
    List<NpyArrays.Looked> looked = ParallelOpens.of(paths, arrays::look);
    List<InputFile> files = new ArrayList<>(looked.size());
    Map<FileRecords, FileRecords> alike = new HashMap<>();
    Map<Shape, Listing.ShapeOf> shapes = new LinkedHashMap<>();
    Map<DType, Listing.DTypeOf> dtypes = new LinkedHashMap<>();
    for (int i = 0; i < looked.size(); i++) {
      String key = inputs.key(paths.get(i).path());
      FileRecords records = alike.computeIfAbsent(looked.get(i).records(), same -> same);
      files.add(InputFile.of(paths.get(i), key, records, looked.get(i).packing()));
      // A file without a whole record has no row in the table, whatever its header says.
      if (records instanceof NpyRecords npy && npy.whole() > 0) {
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

  static boolean isLike(FileStart file) {
    return NpyImage.isOne(file.bytes())
        || file.name().endsWith(".npz") && NpzArchive.isZip(file.bytes());
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    return !place.isDirectory() || path.endsWith(".npy") || path.endsWith(".npz")
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }
}
