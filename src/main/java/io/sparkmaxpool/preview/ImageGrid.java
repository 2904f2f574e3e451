package io.sparkmaxpool.preview;

import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Images beside each other as {@code torch.utils.tensorboard} lays out a batch: row by row, at most
 * eight in a row, without a border, black where there is none. Where images differ in size, which
 * no batch of PyTorch's can, the largest height and width are every cell's, and an image lies in
 * its cell's upper left corner.
 *
 * @param height in pixels
 * @param width in pixels
 * @param samples red, green and blue of each pixel, row-major
 */
record ImageGrid(int height, int width, byte[] samples) {
  static final int CHANNELS = 3;

  private static final int COLUMNS = 8;

  /**
   * Lays out images.
   *
   * @param cells the images in order, empty where a place is to stay black; at least one image
   */
  static ImageGrid of(List<Optional<GridCell>> cells) {
    int cellHeight = 0;
    int cellWidth = 0;
    for (Optional<GridCell> cell : cells) {
      cellHeight = Math.max(cellHeight, cell.map(GridCell::height).orElse(0));
      cellWidth = Math.max(cellWidth, cell.map(GridCell::width).orElse(0));
    }
    int columns = columns(cells.size());
    ImageGrid grid =
        new ImageGrid(
            rows(cells.size()) * cellHeight,
            columns * cellWidth,
            new byte[(int) (CHANNELS * pixels(cells.size(), cellHeight, cellWidth))]);
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).isPresent()) {
        grid.put(cells.get(i).get(), i / columns * cellHeight, i % columns * cellWidth);
      }
    }
    return grid;
  }

  /** The pixels of a grid. */
  static long pixels(int cells, int cellHeight, int cellWidth) {
    return (long) rows(cells) * columns(cells) * cellHeight * cellWidth;
  }

  private static int columns(int cells) {
    return Math.min(COLUMNS, cells);
  }

  private static int rows(int cells) {
    return (cells + COLUMNS - 1) / COLUMNS;
  }

  private void put(GridCell cell, int top, int left) {
    for (int y = 0; y < cell.height(); y++) {
      int at = CHANNELS * ((top + y) * width + left);
      for (int x = 0; x < cell.width(); x++) {
        for (int colour = 0; colour < CHANNELS; colour++) {
          samples[at++] = cell.at(colour, y, x);
        }
      }
    }
  }

  /** The grid as a PNG file; grids of photos are large, and speed counts more than bytes. */
  byte[] png() {
    return Png.of(width, height, Png.Colour.RGB, samples, Deflater.BEST_SPEED);
  }
}
