package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Lists WebDataset's shards: a directory means its tar files, packed or not, and a file named by
 * itself is taken whatever its name; how it is packed its content tells.
 */
final class WebDatasetLister {
  static final String IMAGE = "image";
  static final String LABEL = "label";
  static final String LABEL_FIELD = "label-field";

  private static final List<String> ENDINGS = List.of(".tar", ".tar.gz", ".tgz", ".tar.zst");
  private static final List<String> IMAGES =
      List.of("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "npy");
  private static final List<String> LABELS = List.of("cls", "json", "txt");

  private WebDatasetLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    WebDatasetRecords undecided =
        new WebDatasetRecords(
            extensions(options.options(), IMAGE, IMAGES),
            extensions(options.options(), LABEL, LABELS),
            options.options().value(LABEL_FIELD).orElse("label"),
            FileRecords.Content.IMAGES,
            null);
    FoundFiles found = FoundFiles.in(inputs, WebDatasetLister::kind);
    List<InputFile> shards =
        ParallelOpens.of(
            found.files(), file -> shard(file, inputs.key(file.path()), undecided, options.conf()));
    ShardSample sample = ShardSample.of(shards, DatasetFormat.WEBDATASET, options);
    // Where none can be read now, what can be later is a picture, as with loose images.
    WebDatasetRecords decided =
        sample
            .first()
            .map(first -> undecided.of(first.content(), first.dtype()))
            .orElse(undecided.of(FileRecords.Content.IMAGES, DType.UINT8));
    return sample.listing(DatasetFormat.WEBDATASET, found, shards, undecided, decided);
  }

  /** An option's extensions, as they are compared. */
  private static List<String> extensions(FormatOptions options, String name, List<String> usual) {
    if (options.value(name).isEmpty()) {
      return usual;
    }
    List<String> given =
        options.list(name).stream()
            .map(text -> text.startsWith(".") ? text.substring(1) : text)
            .map(text -> text.toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    if (given.isEmpty() || given.stream().anyMatch(text -> text.isEmpty() || text.contains("/"))) {
      throw options.invalid(name, "it is an extension, or several with commas between them");
    }
    return given;
  }

  /** Whether a file's beginning is a shard's. */
  static boolean isLike(FileStart file) {
    return file.isTar();
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return !place.isDirectory() || ENDINGS.stream().anyMatch(name::endsWith)
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  private static InputFile shard(
      Storage.FoundFile file, String key, FileRecords records, Configuration conf)
      throws IOException {
    String location = file.location();
    try {
      return InputFile.of(file, key, records, new Packing(Packing.Codec.at(location, conf), 0));
    } catch (IOException e) {
      return InputFile.of(file, key, FileRecords.Refused.unreadable(location, e), Packing.NONE);
    }
  }
}
