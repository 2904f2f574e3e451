package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists a folder of images as torchvision's ImageFolder: the directories directly under the root
 * are the classes, sorted by code point, empty ones counted; images at any depth below belong to
 * them, and images directly in the root have no class. Files with other endings are ignored.
 */
final class ImageFolderLister {
  private static final Set<String> ENDINGS =
      Set.of(".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff");

  private ImageFolderLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    TreeSet<String> classes = new TreeSet<>(ImageFolderLister::byCodePoint);
    for (Inputs.Place place : inputs.places()) {
      // Only a place that is the root itself can have classes without a file in them.
      if (place.isDirectory() && place.path().equals(inputs.root())) {
        classes.addAll(directories(place));
      }
    }
    FoundFiles found = FoundFiles.in(inputs, ImageFolderLister::kind);
    List<Storage.FoundFile> images = found.files();
    for (Storage.FoundFile file : images) {
      String directory = classDirectory(inputs.key(file.path()));
      if (!directory.isEmpty()) {
        classes.add(directory);
      }
    }
    List<String> names = List.copyOf(classes);
    List<InputFile> files = new ArrayList<>(images.size());
    for (Storage.FoundFile file : images) {
      String key = inputs.key(file.path());
      int label =
          Collections.binarySearch(names, classDirectory(key), ImageFolderLister::byCodePoint);
      files.add(
          new InputFile(
              file.location(),
              key,
              file.length(),
              file.modified(),
              label < 0 ? InputFile.NO_LABEL : label,
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

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    int dot = path.lastIndexOf('.');
    return dot >= 0 && ENDINGS.contains(path.substring(dot).toLowerCase(Locale.ROOT))
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  /** The directory directly under the root that a key lies in; empty if it lies in the root. */
  private static String classDirectory(String key) {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }

  /** As Python sorts strings; {@link String#compareTo} goes by UTF-16 units. */
  private static int byCodePoint(String a, String b) {
    for (int i = 0; i < a.length() && i < b.length(); i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(i), b.codePointAt(i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
