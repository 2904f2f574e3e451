package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists a folder of images. Files with other endings are ignored. Labels come from:
 *
 * <ul>
 *   <li>the directories directly under the root, as torchvision's ImageFolder: sorted by code
 *       point, empty ones counted; images at any depth below belong to them, and images directly in
 *       the root have no class. This is so where nothing is said;
 *   <li>with option {@code classes: nested}, the whole path from the root to an image's directory,
 *       of those that have images;
 *   <li>with {@code classes: none}, nowhere;
 *   <li>with option {@code labels}, a CSV file: {@link CsvLabels}.
 * </ul>
 */
final class ImageFolderLister {
  static final String CLASSES = "classes";

  private static final Set<String> ENDINGS =
      Set.of(".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff");

  /** What directories say about classes. */
  private enum Classes {
    DIRECTORY,
    NESTED,
    NONE
  }

  private ImageFolderLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    Optional<String> csv = options.options().value(FormatOptions.LABELS);
    if (csv.isPresent() && options.options().value(CLASSES).isPresent()) {
      throw options.options().invalid(CLASSES, "not beside labels, which says the classes");
    }
    Classes kind = options.options().word(CLASSES, Classes.DIRECTORY);
    Optional<CsvLabels> labels =
        csv.isPresent()
            ? Optional.of(CsvLabels.read(csv.get(), inputs, options.conf()))
            : Optional.empty();
    FoundFiles found =
        FoundFiles.in(
            inputs,
            (place, path) ->
                labels.filter(csvLabels -> csvLabels.isAt(path)).isPresent()
                    ? FoundFiles.Kind.COMPANION
                    : kind(path));
    List<Storage.FoundFile> images = found.files();
    List<String> names = labels.isPresent() ? labels.get().names() : names(inputs, images, kind);
    List<InputFile> files = new ArrayList<>(images.size());
    for (Storage.FoundFile file : images) {
      String key = inputs.key(file.path());
      files.add(
          new InputFile(
              file.location(),
              key,
              file.length(),
              file.modified(),
              labels.isPresent()
                  ? labels.get().label(key)
                  : Math.max(InputFile.NO_LABEL, CodePoints.find(names, classOf(key, kind))),
              names,
              FileRecords.WHOLE_FILE));
    }
    HeaderSample sample = HeaderSample.of(files, options.conf());
    return new Listing(
        DatasetFormat.IMAGE_FOLDER,
        Collections.unmodifiableList(files),
        found.unlisted(),
        found.ignored(),
        sample.expansion(),
        Listing.Coverage.SAMPLE,
        sample.shapes(),
        Listing.uint8(files));
  }

  private static List<String> names(Inputs inputs, List<Storage.FoundFile> images, Classes kind)
      throws IOException {
    TreeSet<String> classes = new TreeSet<>(CodePoints.ORDER);
    if (kind == Classes.DIRECTORY) {
      for (Inputs.Place place : inputs.places()) {
        // Only a place that is the root itself can have classes without a file in them.
        if (place.isDirectory() && place.path().equals(inputs.root())) {
          classes.addAll(directories(place));
        }
      }
    }
    for (Storage.FoundFile file : images) {
      String name = classOf(inputs.key(file.path()), kind);
      if (!name.isEmpty()) {
        classes.add(name);
      }
    }
    return List.copyOf(classes);
  }

  private static List<String> directories(Inputs.Place place) throws IOException {
    try {
      return place.storage().directories(place.location());
    } catch (IOException e) {
      if (RecordReader.unreadable(place.location(), e).isEmpty()) {
        throw e;
      }
      // Whoever looks for its files tells.
      return List.of();
    }
  }

  static boolean isLike(FileStart file) {
    return kind(file.name()) == FoundFiles.Kind.RECORDS
        && ImageHeader.isBegun(file.bytes(), file.bytes().length);
  }

  private static FoundFiles.Kind kind(String path) {
    int dot = path.lastIndexOf('.');
    return dot >= 0 && ENDINGS.contains(path.substring(dot).toLowerCase(Locale.ROOT))
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  /** The class of a key; empty if it has none. */
  private static String classOf(String key, Classes kind) {
    int end =
        switch (kind) {
          case DIRECTORY -> key.indexOf('/');
          case NESTED -> key.lastIndexOf('/');
          case NONE -> 0;
        };
    return key.substring(0, Math.max(0, end));
  }
}
