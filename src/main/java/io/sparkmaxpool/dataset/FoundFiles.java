package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What lies in the places of an input: every file once, however many of the user's paths name it,
 * since keys are unique.
 */
final class FoundFiles {
  /** What a file is to a format. */
  enum Kind {
    /** It holds records. */
    RECORDS,
    /** It is of the dataset, but holds no records. */
    COMPANION,
    /** It is no part of the dataset. */
    IGNORED
  }

  /** How a format tells its files. */
  interface Filter {
    /** What the file of this path is, met in this place. */
    Kind kind(Inputs.Place place, String path);
  }

  private final Map<String, Storage.FoundFile> files = new HashMap<>();
  private final Map<String, Listing.Unlisted> unlisted = new LinkedHashMap<>();
  private final Set<String> ignored = new HashSet<>();

  private FoundFiles() {}

  static FoundFiles in(Inputs inputs, Filter filter) throws IOException {
    FoundFiles found = new FoundFiles();
    for (Inputs.Place place : inputs.places()) {
      place
          .storage()
          .walk(
              place.location(),
              new Storage.Visitor() {
                @Override
                public void file(Storage.FoundFile file) {
                  switch (filter.kind(place, file.path())) {
                    case RECORDS -> found.files.put(file.location(), file);
                    case COMPANION -> {}
                    case IGNORED -> found.ignored.add(file.location());
                  }
                }

                @Override
                public void unreadableFile(String path, String reason) {
                  switch (filter.kind(place, path)) {
                    case RECORDS -> unreadable(path, reason);
                    case COMPANION -> {}
                    case IGNORED -> found.ignored.add(path);
                  }
                }

                @Override
                public void unreadable(String path, String reason) {
                  found.unlisted.put(
                      path, new Listing.Unlisted(inputs.key(path), path + ": " + reason));
                }
              });
    }
    // A file named by itself can be of records though its directory ignores it.
    found.ignored.removeAll(found.files.keySet());
    return found;
  }

  /** The files of records, sorted by path. */
  List<Storage.FoundFile> files() {
    List<Storage.FoundFile> sorted = new ArrayList<>(files.values());
    sorted.sort(Comparator.comparing(Storage.FoundFile::path));
    return sorted;
  }

  List<Listing.Unlisted> unlisted() {
    return List.copyOf(unlisted.values());
  }

  long ignored() {
    return ignored.size();
  }
}
