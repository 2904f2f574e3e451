package io.sparkmaxpool.benchmark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Records of CIFAR-10 as JPEG files of 32 by 32 pixels, in a directory for each label. */
final class TinyImages {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;

  private TinyImages() {}

  /**
   * Writes each record of a file. A directory that an earlier run made of it is used again.
   *
   * @param directory where to; the files get a directory of their own in it
   * @return that directory
   */
  static Path of(Path batch, Path directory) throws IOException {
    byte[] records = Files.readAllBytes(batch);
    Path made = directory.resolve("%s-%d".formatted(batch.getFileName(), records.length / RECORD));
    if (Files.isDirectory(made)) {
      return made;
    }
    Path unfinished = directory.resolve(made.getFileName() + ".unfinished");
    Workbench.delete(unfinished);
    for (int at = 0; at + RECORD <= records.length; at += RECORD) {
      Path label = Files.createDirectories(unfinished.resolve("class-" + records[at]));
      ImageIO.write(image(records, at + 1), "jpg", label.resolve(at / RECORD + ".jpg").toFile());
    }
    return Files.move(unfinished, made);
  }

  private static BufferedImage image(byte[] records, int at) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      int red = records[at + i] & 0xff;
      int green = records[at + PLANE + i] & 0xff;
      int blue = records[at + 2 * PLANE + i] & 0xff;
      image.setRGB(i % SIDE, i / SIDE, red << 16 | green << 8 | blue);
    }
    return image;
  }
}
