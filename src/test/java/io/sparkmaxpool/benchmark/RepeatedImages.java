package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.dataset.ImageDecoders;
import io.sparkmaxpool.dataset.MalformedRecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory of many image files, made of one with few. */
final class RepeatedImages {
  private RepeatedImages() {}

  /**
   * Copies the images below {@code source} again and again, {@code count} in all: into class
   * directories named as the directories they lie in, so that ImageFolder sees classes too. Files
   * that do not decode are left out, for not every contender survives them. A directory that an
   * earlier run made is used again.
   *
   * @param directory where to; the copies get a directory of their own in it
   * @return that directory
   */
  static Path of(Path source, long count, Path directory) throws IOException {
    List<Path> images = decodable(source);
    if (images.isEmpty()) {
      throw new IllegalArgumentException(source + ": no image in it that decodes");
    }
    Path root = source.toAbsolutePath().normalize();
    Path made = directory.resolve("%d-%08x".formatted(count, root.hashCode()));
    if (Files.isDirectory(made)) {
      return made;
    }
    Path unfinished = directory.resolve(made.getFileName() + ".unfinished");
    Workbench.delete(unfinished);
    for (long i = 0; i < count; i++) {
      Path image = images.get((int) (i % images.size()));
      Path label = unfinished.resolve(image.getParent().getFileName());
      if (i < images.size()) {
        Files.createDirectories(label);
      }
      String name = "%d-%s".formatted(i / images.size(), image.getFileName());
      Files.copy(image, label.resolve(name));
    }
    return Files.move(unfinished, made);
  }

  /** The image files below a directory, sorted. */
  static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Path> decodable(Path source) throws IOException {
    List<Path> images = new ArrayList<>();
    for (Path file : in(source)) {
      try {
        ImageDecoders.best().decode(Files.readAllBytes(file), Integer.MAX_VALUE);
        images.add(file.toAbsolutePath());
      } catch (MalformedRecordException notAnImage) {
        // Left out, as the contract says.
      }
    }
    return images;
  }
}
