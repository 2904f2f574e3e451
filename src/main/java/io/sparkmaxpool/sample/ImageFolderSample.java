package io.sparkmaxpool.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small folder of images, a directory for each class: every kind of file that the job reads, and
 * what it must cope with (a picture without a class, a deeper directory, a foreign file, a
 * truncated one).
 */
final class ImageFolderSample {
  private static final long SEED = 20120930;

  private static final String NOTES =
      """
      Pictures drawn for spark-maxpool, a directory for each class. This file is no image: the job
      ignores it, and `plan` counts it among the ignored files.
      """;

  private record Picture(String path, Subject subject, Encoding encoding, int width, int height) {}

  private static final List<Picture> PICTURES =
      List.of(
          new Picture("automobile/car-01.jpg", Subject.AUTOMOBILE, Encoding.JPEG, 120, 90),
          new Picture("automobile/car-02.jpeg", Subject.AUTOMOBILE, Encoding.JPEG, 96, 64),
          new Picture("automobile/car-03.png", Subject.AUTOMOBILE, Encoding.PNG, 64, 48),
          new Picture("automobile/car-04.bmp", Subject.AUTOMOBILE, Encoding.BMP, 64, 48),
          new Picture("automobile/car-05.gif", Subject.AUTOMOBILE, Encoding.GIF, 80, 60),
          new Picture("automobile/car-06.jpg", Subject.AUTOMOBILE, Encoding.GREY_JPEG, 100, 75),
          new Picture("bird/bird-01.jpg", Subject.BIRD, Encoding.JPEG, 128, 128),
          new Picture("bird/bird-02.jpg", Subject.BIRD, Encoding.PROGRESSIVE_JPEG, 111, 83),
          new Picture("bird/bird-03.png", Subject.BIRD, Encoding.RGBA_PNG, 72, 72),
          new Picture("bird/bird-04.png", Subject.BIRD, Encoding.PALETTE_PNG, 96, 72),
          new Picture("bird/bird-05.gif", Subject.BIRD, Encoding.GIF, 64, 64),
          new Picture("bird/on a branch.jpg", Subject.BIRD, Encoding.JPEG, 90, 120),
          new Picture("cat/cat-01.jpg", Subject.CAT, Encoding.JPEG, 160, 160),
          new Picture("cat/cat-02.jpg", Subject.CAT, Encoding.GREY_JPEG, 99, 101),
          new Picture("cat/cat-03.png", Subject.CAT, Encoding.GREY16_PNG, 64, 64),
          new Picture("cat/cat-04.png", Subject.CAT, Encoding.PNG, 48, 48),
          new Picture("cat/cat-05.bmp", Subject.CAT, Encoding.BMP, 50, 50),
          new Picture("cat/cut-off.jpg", Subject.CAT, Encoding.TRUNCATED_JPEG, 128, 96),
          new Picture("dog/dog-01.jpg", Subject.DOG, Encoding.JPEG, 160, 120),
          new Picture("dog/dog-02.jpg", Subject.DOG, Encoding.PROGRESSIVE_JPEG, 75, 100),
          new Picture("dog/dog-03.png", Subject.DOG, Encoding.PALETTE_PNG, 64, 64),
          new Picture("dog/dog-04.png", Subject.DOG, Encoding.RGBA_PNG, 48, 64),
          new Picture("dog/dog-05.gif", Subject.DOG, Encoding.GIF, 60, 48),
          new Picture("ship/harbour/ship-01.jpg", Subject.SHIP, Encoding.JPEG, 144, 96),
          new Picture("ship/harbour/ship-02.png", Subject.SHIP, Encoding.PNG, 72, 48),
          new Picture("ship/ship-03.JPG", Subject.SHIP, Encoding.JPEG, 101, 67),
          new Picture("ship/ship-04.png", Subject.SHIP, Encoding.GREY16_PNG, 60, 48),
          new Picture("ship/ship-05.bmp", Subject.SHIP, Encoding.BMP, 63, 49),
          new Picture("without-class.jpg", Subject.HORSE, Encoding.JPEG, 120, 96));

  private ImageFolderSample() {}

  /** The files by their path below the folder, {@code /}-separated. */
  static Map<String, byte[]> files() throws IOException {
    Random random = new Random(SEED);
    Map<String, byte[]> files = new TreeMap<>();
    for (Picture picture : PICTURES) {
      files.put(
          picture.path,
          picture.encoding.encode(picture.subject.draw(random, picture.width, picture.height)));
    }
    files.put("notes.txt", NOTES.getBytes(StandardCharsets.US_ASCII));
    return files;
  }
}
