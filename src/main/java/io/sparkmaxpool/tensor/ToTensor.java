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
}
