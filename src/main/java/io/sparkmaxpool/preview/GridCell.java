package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;

/**
 * One image as {@code add_images} of PyTorch 2.15's {@code torch.utils.tensorboard} draws it: uint8
 * as it is, every other type as float32, times 255, clipped to 0 to 255, and without its fraction.
 * NaN is black. The bytes of an image and the floats that {@code ToTensor} makes of them are drawn
 * the same, so that it does not matter which of the two an input is.
 *
 * @param height in pixels
 * @param width in pixels
 * @param planes the levels, channel by channel: one channel, or red, green and blue
 */
record GridCell(int height, int width, byte[] planes) {
  private static final int COLOURS = 3;
  private static final float WHITE = 255;

  /**
   * The image of a tensor. Of other than one or three channels only the first is drawn, in grey;
   * PyTorch refuses them.
   *
   * @param tensor {@code [C,H,W]}, of any dtype
   */
  static GridCell of(Tensor tensor) {
    int height = tensor.shape().extent(1);
    int width = tensor.shape().extent(2);
    int channels = tensor.shape().extent(0) == COLOURS ? COLOURS : 1;
    int drawn = channels * height * width;
    if (tensor.dtype() == DType.UINT8) {
      return new GridCell(height, width, Arrays.copyOf(tensor.data(), drawn));
    }
    byte[] levels = new byte[drawn];
    float[] values = firstOf(tensor, Shape.of(channels, height, width)).toFloats();
    for (int i = 0; i < drawn; i++) {
      levels[i] = level(values[i]);
    }
    return new GridCell(height, width, levels);
  }

  /** Some channels as float32, without the others, of which there may be many. */
  private static Tensor firstOf(Tensor tensor, Shape shape) {
    int bytes = (int) shape.elements() * tensor.dtype().bytes();
    byte[] data =
        tensor.data().length == bytes ? tensor.data() : Arrays.copyOf(tensor.data(), bytes);
    return Tensor.of(tensor.dtype(), shape, data).to(DType.FLOAT32);
  }

  private static byte level(float value) {
    // NaN becomes 0 in an int.
    return (byte) (int) Math.max(0, Math.min(WHITE, value * WHITE));
  }

  /** The level of a pixel's colour, 0 to 2; one channel is all three. */
  byte at(int colour, int y, int x) {
    int channel = planes.length == height * width ? 0 : colour;
    return planes[(channel * height + y) * width + x];
  }
}
