package io.sparkmaxpool.benchmark;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Very large square PNG files, of few bytes. */
final class LargeImages {
  private LargeImages() {}

  /**
   * A directory of one drawing under {@code names} names, 3 bytes a pixel: slow waves of colour,
   * without noise. One that an earlier run made is used again.
   */
  static Path in(Path directory, int side, int names) throws IOException {
    Path made = directory.resolve("large-%d-%d".formatted(side, names));
    if (Files.isDirectory(made)) {
      return made;
    }
    Path unfinished = directory.resolve(made.getFileName() + ".unfinished");
    Workbench.delete(unfinished);
    Path first = Files.createDirectories(unfinished.resolve("waves")).resolve("0.png");
    ImageIO.write(drawing(side), "png", first.toFile());
    for (int i = 1; i < names; i++) {
      Files.createLink(first.resolveSibling(i + ".png"), first);
    }
    return Files.move(unfinished, made);
  }

  private static BufferedImage drawing(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int at = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        pixels[at++] = (byte) (x / 16);
        pixels[at++] = (byte) (y / 16);
        pixels[at++] = (byte) ((x + y) / 32);
      }
    }
    return image;
  }
}
