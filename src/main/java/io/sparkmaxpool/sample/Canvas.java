package io.sparkmaxpool.sample;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Random;

/**
 * A picture being drawn, with every pixel split in 4 by 4 samples; their mean smooths the edges.
 * Shapes come in units (see {@link Region}) and are laid where {@link #place} says; backdrops cover
 * the whole width, with heights in thousandths of the picture's.
 */
final class Canvas {
  private static final int SPLIT = 4;
  private static final int UNITS = 1000;

  private final int width;
  private final int height;
  private final int[] samples;
  private int centreX;
  private int centreY;
  private int side;
  private int direction = 1;
  private int tilt;

  Canvas(int width, int height) {
    this.width = width * SPLIT;
    this.height = height * SPLIT;
    samples = new int[this.width * this.height];
    place(UNITS / 2, UNITS / 2, UNITS, 1, 0);
  }

  /**
   * Where the shapes that follow are drawn.
   *
   * @param x the middle, in thousandths of the width
   * @param y the middle, in thousandths of the height
   * @param size the side of the square of units, in thousandths of the picture's shorter side
   * @param direction 1, or -1 for the mirror image
   * @param tilt thousandths of a unit that the drawing falls for every unit to the right
   */
  void place(int x, int y, int size, int direction, int tilt) {
    centreX = width * x / UNITS;
    centreY = height * y / UNITS;
    side = Math.max(1, Math.min(width, height) * size / UNITS);
    this.direction = direction;
    this.tilt = tilt;
  }

  /** Fills a shape with one colour. */
  void fill(Region region, int colour) {
    paint(region, colour, colour, UNITS);
  }

  /** Fills a shape with colours that change evenly from its top to its bottom. */
  void fill(Region region, int top, int bottom) {
    paint(region, top, bottom, UNITS);
  }

  /** Lays a colour over a shape; opacity in thousandths. */
  void glaze(Region region, int colour, int opacity) {
    paint(region, colour, colour, opacity);
  }

  private void paint(Region region, int top, int bottom, int opacity) {
    int slope = Math.abs(tilt) + 1;
    int firstX = Math.max(0, centreX - half(region, direction > 0) - 2);
    int lastX = Math.min(width - 1, centreX + half(region, direction < 0) + 2);
    int firstY = Math.max(0, centreY + (region.top - slope - UNITS / 2) * side / UNITS - 2);
    int lastY =
        Math.min(height - 1, centreY + (region.bottom + slope - UNITS / 2) * side / UNITS + 2);
    int tall = Math.max(1, region.bottom - region.top);
    for (int row = firstY; row <= lastY; row++) {
      for (int column = firstX; column <= lastX; column++) {
        int across = Math.floorDiv((2 * (column - centreX) + 1) * UNITS, 2 * side) * direction;
        int down = Math.floorDiv((2 * (row - centreY) + 1) * UNITS, 2 * side);
        int x = across + UNITS / 2;
        int y = down - Math.floorDiv(across * tilt, UNITS) + UNITS / 2;
        if (region.contains(x, y)) {
          int depth = Math.max(0, Math.min(tall, y - region.top));
          int at = row * width + column;
          samples[at] =
              Colour.mix(samples[at], Colour.mix(top, bottom, depth, tall), opacity, UNITS);
        }
      }
    }
  }

  /** Samples from the middle to the region's end that lies left of it on the picture. */
  private int half(Region region, boolean towardsLeft) {
    int units = towardsLeft ? UNITS / 2 - region.left : region.right - UNITS / 2;
    return units * side / UNITS;
  }

  /** A band over the whole width, its colours changing evenly downwards. */
  void band(int from, int to, int top, int bottom) {
    int first = height * from / UNITS;
    int last = height * to / UNITS;
    for (int row = first; row < last; row++) {
      int colour = Colour.mix(top, bottom, row - first, last - first);
      for (int column = 0; column < width; column++) {
        samples[row * width + column] = colour;
      }
    }
  }

  /**
   * Makes a band uneven: patches of {@code wide} by {@code tall} pixels, each lighter or darker by
   * up to {@code amount}, with smooth changes between their middles.
   */
  void mottle(Random random, int from, int to, int wide, int tall, int amount) {
    int stepX = wide * SPLIT;
    int stepY = tall * SPLIT;
    int columns = width / stepX + 2;
    int[] lattice = new int[columns * (height / stepY + 2)];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = random.nextInt(2 * amount + 1) - amount;
    }
    for (int row = height * from / UNITS; row < height * to / UNITS; row++) {
      for (int column = 0; column < width; column++) {
        int corner = row / stepY * columns + column / stepX;
        int right = column % stepX;
        int down = row % stepY;
        int above = lattice[corner] * (stepX - right) + lattice[corner + 1] * right;
        int below =
            lattice[corner + columns] * (stepX - right) + lattice[corner + columns + 1] * right;
        int change = Math.floorDiv(above * (stepY - down) + below * down, stepX * stepY);
        int at = row * width + column;
        samples[at] = Colour.shade(samples[at], change);
      }
    }
  }

  /** The finished picture with a grain of up to {@code grain}: uint8 {@code [3, H, W]}. */
  Tensor develop(Random random, int grain) {
    int columns = width / SPLIT;
    int rows = height / SPLIT;
    int plane = rows * columns;
    byte[] data = new byte[3 * plane];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int speck = random.nextInt(2 * grain + 1) - grain;
        for (int channel = 0; channel < 3; channel++) {
          int own = random.nextInt(grain + 1) - grain / 2;
          int mean = mean(row, column, 16 - 8 * channel);
          data[channel * plane + row * columns + column] =
              (byte) Colour.clamp(mean + speck + own / 2);
        }
      }
    }
    return Tensor.of(DType.UINT8, Shape.of(3, rows, columns), data);
  }

  private int mean(int row, int column, int shift) {
    int sum = 0;
    for (int y = row * SPLIT; y < (row + 1) * SPLIT; y++) {
      for (int x = column * SPLIT; x < (column + 1) * SPLIT; x++) {
        sum += samples[y * width + x] >> shift & 0xff;
      }
    }
    return (sum + SPLIT * SPLIT / 2) / (SPLIT * SPLIT);
  }
}
