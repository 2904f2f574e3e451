package io.sparkmaxpool.tensor;

/** The float32 values that torchvision's {@code ToTensor} makes of uint8: {@code value / 255}. */
public final class ToTensor {
  private static final float[] LEVELS = new float[256];

  static {
    for (int value = 0; value < LEVELS.length; value++) {
      LEVELS[value] = value / 255f;
    }
  }

  private ToTensor() {}

  /** The float of one uint8. */
  public static float of(byte value) {
    return LEVELS[value & 0xFF];
  }

  /**
   * A uint8 tensor as float32.
   *
   * @throws IllegalArgumentException if the tensor is not uint8
   */
  public static Tensor of(Tensor image) {
    if (image.dtype() != DType.UINT8) {
      throw new IllegalArgumentException(
          "to_tensor: takes a uint8 image, but got a tensor of dtype " + image.dtype());
    }
    byte[] pixels = image.data();
    float[] values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      values[i] = of(pixels[i]);
    }
    return Tensor.of(image.shape(), values);
  }
}
