package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Lists IDX files, MNIST's. A directory means the files with {@code idx3} or {@code idx4} in their
 * names, a file named by itself is taken whatever its name. Where a directory has a file and the
 * same with {@code .gz}, as some tools leave them, the unpacked one is read.
 *
 * <p>Labels are in the file beside it that has {@code labels} for {@code images} and {@code idx1}
 * for {@code idx3} in its name, packed or not; without such a file there are none. Labels that
 * cannot be read, or that are not as many as the images, make the file of images one bad record.
 */
final class IdxLister {
  private static final Pattern IMAGES = Pattern.compile(".*idx[34][^/]*", Pattern.DOTALL);
  private static final Pattern LABELS = Pattern.compile(".*idx1[^/]*", Pattern.DOTALL);
  private static final String PACKED = ".gz";

  /** Bytes that deflate makes of one at most. */
  private static final double MOST_PACKED = 1032;

  private IdxLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    FoundFiles found = FoundFiles.in(inputs, IdxLister::kind);
    Set<String> locations =
        found.files().stream().map(Storage.FoundFile::location).collect(Collectors.toSet());
    List<Storage.FoundFile> paths =
        found.files().stream()
            .filter(
                file ->
                    !file.location().endsWith(PACKED)
                        || !locations.contains(withoutPacked(file.location())))
            .toList();
    List<InputFile> files =
        ParallelOpens.of(paths, file -> look(file, inputs.key(file.path()), options.conf()));
    Map<Shape, Listing.ShapeOf> shapes = new LinkedHashMap<>();
    Map<DType, Listing.DTypeOf> dtypes = new LinkedHashMap<>();
    for (InputFile file : files) {
      // A file without a whole record has no row in the table, whatever its header says.
      if (file.records() instanceof IdxRecords idx && (idx.isPacked() || idx.complete() > 0)) {
        shapes.putIfAbsent(idx.shape(), new Listing.ShapeOf(file.key(), idx.shape()));
        dtypes.putIfAbsent(idx.dtype(), new Listing.DTypeOf(file.key(), idx.dtype()));
      }
    }
    return new Listing(
        DatasetFormat.MNIST,
        List.copyOf(files),
        found.unlisted(),
        found.ignored(),
        expansion(files),
        Listing.Coverage.EVERY_RECORD,
        List.copyOf(shapes.values()),
        List.copyOf(dtypes.values()));
  }

  static boolean isLike(FileStart file) {
    return IMAGES.matcher(file.name()).matches()
        && (file.startsWith((byte) 0, (byte) 0)
            && (file.hasAt(3, (byte) 3) || file.hasAt(3, (byte) 4)));
  }

  /** Decoded bytes for each of the files', whose headers can lie as far as packing goes. */
  private static double expansion(List<InputFile> files) {
    double stored = 0;
    double decoded = 0;
    for (InputFile file : files) {
      stored += file.length();
      decoded +=
          file.records() instanceof IdxRecords idx && idx.isPacked()
              ? Math.min((double) idx.stack() * idx.bytesEach(), MOST_PACKED * file.length())
              : file.length();
    }
    return stored == 0 ? 1 : decoded / stored;
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (place.isDirectory() && LABELS.matcher(name).matches()) {
      return FoundFiles.Kind.COMPANION;
    }
    return !place.isDirectory() || IMAGES.matcher(name).matches()
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  private static InputFile look(Storage.FoundFile file, String key, Configuration conf)
      throws IOException {
    Packing.Codec codec;
    byte[] start;
    String location = file.location();
    try {
      codec = Packing.Codec.at(location, conf);
      try (InputStream stream =
          new Packing(codec, 0).open(Storage.at(location, conf), location, 0)) {
        start = stream.readNBytes(IdxHeader.LONGEST);
      }
    } catch (MalformedStreamException e) {
      return refused(file, key, new FileRecords.Refused(e.fault(), e.getMessage()));
    } catch (IOException e) {
      return refused(file, key, FileRecords.Refused.unreadable(location, e));
    }
    try {
      boolean isPacked = codec != Packing.Codec.NONE;
      IdxRecords records =
          IdxRecords.of(IdxHeader.parse(start, location), isPacked ? -1 : file.length(), location);
      return InputFile.of(
          file, key, records.with(labels(location, records, conf)), new Packing(codec, 0));
    } catch (MalformedRecordException e) {
      return refused(file, key, new FileRecords.Refused(e.fault(), e.getMessage()));
    }
  }

  private static InputFile refused(
      Storage.FoundFile file, String key, FileRecords.Refused refused) {
    return InputFile.of(file, key, refused, Packing.NONE);
  }

  /** The labels beside the images, if they are there. */
  private static IdxLabels labels(String location, IdxRecords images, Configuration conf)
      throws IOException, MalformedRecordException {
    for (String candidate : candidates(location)) {
      try {
        return IdxLabels.at(candidate, images.stack(), location, conf);
      } catch (IOException e) {
        if (!RecordReader.isMissing(e)) {
          Optional<String> message = RecordReader.unreadable(candidate, e);
          throw new MalformedRecordException(
              BadRecord.Fault.UNREADABLE, message.orElseThrow(() -> e));
        }
      }
    }
    return IdxLabels.NONE;
  }

  /** Where labels can lie, the likeliest first. */
  private static Set<String> candidates(String location) {
    int name = location.lastIndexOf('/') + 1;
    String base = location.substring(name);
    String labels = base.replace("images", "labels").replaceAll("idx[34]", "idx1");
    Set<String> candidates = new LinkedHashSet<>();
    if (base.contains("images")) {
      candidates.add(location.substring(0, name) + labels);
      candidates.add(
          location.substring(0, name)
              + (labels.endsWith(PACKED) ? withoutPacked(labels) : labels + PACKED));
    }
    return candidates;
  }

  private static String withoutPacked(String name) {
    return name.substring(0, name.length() - PACKED.length());
  }
}
