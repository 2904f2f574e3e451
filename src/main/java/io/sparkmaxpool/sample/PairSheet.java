package io.sparkmaxpool.sample;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * One PNG of many pairs, a picture on the left and what pooling made of it on the right, enlarged
 * without smoothing so that every pixel shows. The gaps are clear, so that the sheet suits a page
 * of any colour.
 */
public final class PairSheet {
  private static final int GAP_IN_PAIR = 4;
  private static final int GAP = 20;
  private static final int OPAQUE = 0xff000000;

  /**
   * Two uint8 {@code [3, H, W]} images.
   *
   * @param input the picture
   * @param pooled the smaller one, drawn as high as the picture
   */
  public record Pair(Tensor input, Tensor pooled) {
    public Pair {
      requireImage("input", input);
      requireImage("pooled", pooled);
    }

    private static void requireImage(String name, Tensor tensor) {
      if (tensor.dtype() != DType.UINT8
          || tensor.shape().rank() != 3
          || tensor.shape().extent(0) != 3
          || tensor.shape().elements() == 0) {
        throw new IllegalArgumentException(
            "%s is a %s tensor of shape %s, but a sheet shows uint8 [3, H, W]"
                .formatted(name, tensor.dtype(), tensor.shape()));
      }
    }
  }

  private PairSheet() {}

  /**
   * Draws the pairs in rows.
   *
   * @param pairs at least one
   * @param columns pairs in a row, at least 1
   * @param side the height and width of every picture on the sheet, in pixels, at least 1
   * @return the PNG file
   * @throws IllegalArgumentException if there is no pair, or a number is below 1
   */
  public static byte[] png(List<Pair> pairs, int columns, int side) throws IOException {
    if (pairs.isEmpty() || columns < 1 || side < 1) {
      throw new IllegalArgumentException(
          "a sheet needs a pair, a column and a pixel, but got %d pairs, %d columns, side %d"
              .formatted(pairs.size(), columns, side));
    }
    int rows = (pairs.size() + columns - 1) / columns;
    int across = 2 * side + GAP_IN_PAIR + GAP;
    BufferedImage sheet =
        new BufferedImage(
            columns * across - GAP, rows * (side + GAP) - GAP, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < pairs.size(); i++) {
      int left = i % columns * across;
      int top = i / columns * (side + GAP);
      enlarge(pairs.get(i).input, sheet, left, top, side);
      enlarge(pairs.get(i).pooled, sheet, left + side + GAP_IN_PAIR, top, side);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
      ImageIO.write(sheet, "png", output);
    }
    return file.toByteArray();
  }

  private static void enlarge(Tensor image, BufferedImage sheet, int left, int top, int side) {
    int height = image.shape().extent(1);
    int width = image.shape().extent(2);
    int plane = height * width;
    byte[] data = image.data();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int at = y * height / side * width + x * width / side;
        int red = data[at] & 0xff;
        int green = data[plane + at] & 0xff;
        int blue = data[2 * plane + at] & 0xff;
        sheet.setRGB(left + x, top + y, OPAQUE | red << 16 | green << 8 | blue);
      }
    }
  }
}
