package io.sparkmaxpool.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The paths a user named, found and with globs and {@link NumberRanges} expanded, and the root that
 * keys are relative to. Of a range, every file has to be there.
 *
 * @param places what was found: files and directories
 * @param root an absolute path without a trailing slash: the given directory, a file's parent, or a
 *     glob's longest directory without wildcard; of several, their deepest common directory
 * @param store scheme and authority of the one store that all lie in
 */
record Inputs(List<Place> places, String root, URI store) {
  private static final String WILDCARDS = "*?[{";

  /**
   * One file or directory.
   *
   * @param storage where it lies
   * @param location how that storage names it
   * @param path its unescaped path, without a trailing slash: that of a whole bucket is empty
   * @param isDirectory whether it is one
   */
  record Place(Storage storage, String location, String path, boolean isDirectory) {}

  /**
   * Finds paths.
   *
   * @throws FileNotFoundException naming the path that does not exist or matches nothing
   */
  static Inputs find(List<String> paths, Configuration conf) throws IOException {
    if (paths.isEmpty()) {
      throw new FileNotFoundException("no input path is given");
    }
    List<Place> places = new ArrayList<>();
    String root = null;
    URI store = null;
    for (String path : paths) {
      URI its = new Path(path).getFileSystem(conf).getUri();
      if (store != null && !store.equals(its)) {
        // Keys are paths without the store, and must be unique.
        throw new IOException(
            "input paths lie in %s and in %s: the paths of one dataset lie in one store"
                .formatted(store, its));
      }
      store = its;
      String candidate = find(new Path(path), conf, places);
      root = root == null ? candidate : commonDirectory(root, candidate);
    }
    return new Inputs(List.copyOf(places), root, store);
  }

  /** Adds what a path means; returns its root. */
  private static String find(Path path, Configuration conf, List<Place> places) throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf);
    Path qualified = fileSystem.makeQualified(path);
    Storage storage = Storage.of(qualified, conf);
    // A name with a bracket in it is a name first.
    if (fileSystem.exists(qualified)) {
      Place place = place(storage, qualified);
      places.add(place);
      return place.isDirectory() ? place.path() : parent(place.path());
    }
    String text = qualified.toUri().getPath();
    int wildcard = firstWildcard(text);
    if (wildcard < 0) {
      throw new FileNotFoundException("input path does not exist: " + path);
    }
    List<String> expanded = NumberRanges.expand(path.toString());
    if (expanded.equals(List.of(path.toString()))) {
      places.addAll(matches(fileSystem, storage, path));
    } else {
      // On an object store each costs a round trip.
      ParallelOpens.of(expanded, one -> matches(fileSystem, storage, new Path(one)))
          .forEach(places::addAll);
    }
    return parent(text.substring(0, wildcard) + "x");
  }

  /** What a pattern without ranges of numbers means. */
  private static List<Place> matches(FileSystem fileSystem, Storage storage, Path path)
      throws IOException {
    Path pattern = fileSystem.makeQualified(path);
    if (firstWildcard(pattern.toUri().getPath()) < 0) {
      if (!fileSystem.exists(pattern)) {
        throw new FileNotFoundException("input path does not exist: " + path);
      }
      return List.of(place(storage, pattern));
    }
    FileStatus[] matches = fileSystem.globStatus(pattern);
    if (matches == null || matches.length == 0) {
      throw new FileNotFoundException("input path matches nothing: " + path);
    }
    Arrays.sort(matches, Comparator.comparing(FileStatus::getPath));
    List<Place> places = new ArrayList<>();
    for (FileStatus match : matches) {
      places.add(place(storage, match.getPath()));
    }
    return places;
  }

  private static Place place(Storage storage, Path path) throws IOException {
    String location = storage.location(path);
    String unescaped = path.isRoot() ? "" : path.toUri().getPath();
    return new Place(storage, location, unescaped, storage.isDirectory(location));
  }

  /** The key of a path: what follows the root. */
  String key(String path) {
    int start = root.length() + 1;
    return path.length() < start ? path : path.substring(start);
  }

  private static int firstWildcard(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (WILDCARDS.indexOf(path.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static String commonDirectory(String a, String b) {
    String directory = a;
    while (!b.equals(directory) && !b.startsWith(directory + "/")) {
      directory = parent(directory);
    }
    return directory;
  }
}
