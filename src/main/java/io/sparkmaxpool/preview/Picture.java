package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What is drawn as one picture: a grey plane, or red, green and blue.
 *
 * @param planes one or three, all of one size
 */
record Picture(List<Plane> planes) {
  /** How many channels are drawn of a tensor that is neither grey nor colour. */
  static final int MOST_CHANNELS = 4;

  private static final int COLOURS = 3;
  private static final int NAN = 0xFF00FF;
  private static final int POSITIVE_INFINITY = 0xFFB000;
  private static final int NEGATIVE_INFINITY = 0x00B4FF;

  Picture {
    planes = List.copyOf(planes);
    if (planes.size() != 1 && planes.size() != COLOURS) {
      throw new IllegalArgumentException(
          "a picture has one plane or three, but got " + planes.size());
    }
  }

  /**
   * The pictures of a tensor: one of 1 or 3 channels, and otherwise a grey one of each of the first
   * {@link #MOST_CHANNELS} channels. None of a tensor without elements.
   *
   * @param tensor {@code [C,H,W]}, of any dtype
   * @param levels those of the tensor
   * @param side the most rows and columns of a picture
   */
  static List<Picture> of(Tensor tensor, Levels levels, int side) {
    int channels = tensor.shape().extent(0);
    int height = tensor.shape().extent(1);
    int width = tensor.shape().extent(2);
    if (tensor.shape().elements() == 0) {
      return List.of();
    }
    int drawn = channels == COLOURS ? COLOURS : Math.min(channels, MOST_CHANNELS);
    List<Plane> planes = new ArrayList<>();
    for (int channel = 0; channel < drawn; channel++) {
      int start = channel * height * width;
      planes.add(Plane.within(side, width, height, i -> levels.at(start + i)));
    }
    return channels == COLOURS
        ? List.of(new Picture(planes))
        : planes.stream().map(plane -> new Picture(List.of(plane))).toList();
  }

  int width() {
    return planes.get(0).width();
  }

  int height() {
    return planes.get(0).height();
  }

  /** The same picture, no larger than a square. */
  Picture within(int side) {
    return new Picture(planes.stream().map(plane -> plane.within(side)).toList());
  }

  /** The picture as a PNG file. */
  byte[] png() {
    int pixels = width() * height();
    boolean grey = planes.size() == 1 && !isMarked();
    byte[] samples = new byte[grey ? pixels : COLOURS * pixels];
    for (int i = 0; i < pixels; i++) {
      if (grey) {
        samples[i] = (byte) planes.get(0).levels().applyAsInt(i);
      } else {
        int colour = colour(i);
        samples[COLOURS * i] = (byte) (colour >> 16);
        samples[COLOURS * i + 1] = (byte) (colour >> 8);
        samples[COLOURS * i + 2] = (byte) colour;
      }
    }
    return Png.of(width(), height(), grey ? Png.Colour.GREY : Png.Colour.RGB, samples);
  }

  private boolean isMarked() {
    for (int i = 0; i < width() * height(); i++) {
      if (planes.get(0).levels().applyAsInt(i) < 0) {
        return true;
      }
    }
    return false;
  }

  /** Red, green and blue of a pixel; that of a mark, where one of its levels is one. */
  private int colour(int i) {
    int colour = 0;
    for (int c = 0; c < COLOURS; c++) {
      int level = planes.get(c % planes.size()).levels().applyAsInt(i);
      switch (level) {
        case Levels.NAN -> {
          return NAN;
        }
        case Levels.POSITIVE_INFINITY -> {
          return POSITIVE_INFINITY;
        }
        case Levels.NEGATIVE_INFINITY -> {
          return NEGATIVE_INFINITY;
        }
        default -> colour = colour << 8 | level;
      }
    }
    return colour;
  }
}
