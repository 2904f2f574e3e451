package io.sparkmaxpool.tensor;

import java.util.Optional;

/**
 * The element types PyTorch pools on a CPU. Elements are stored little-endian.
 *
 * <p>Names are NumPy's, plus {@code bfloat16}; {@link #torchName} is what PyTorch's error messages
 * call the type.
 */
public enum DType {
  UINT8("uint8", "Byte", "|u1", 1),
  INT8("int8", "Char", "|i1", 1),
  INT16("int16", "Short", "<i2", 2),
  INT32("int32", "Int", "<i4", 4),
  INT64("int64", "Long", "<i8", 8),
  FLOAT16("float16", "Half", "<f2", 2),
  BFLOAT16("bfloat16", "BFloat16", null, 2),
  FLOAT32("float32", "Float", "<f4", 4),
  FLOAT64("float64", "Double", "<f8", 8);

  private final String label;
  private final String torchName;
  private final String npyDescr;
  private final int bytes;

  DType(String label, String torchName, String npyDescr, int bytes) {
    this.label = label;
    this.torchName = torchName;
    this.npyDescr = npyDescr;
    this.bytes = bytes;
  }

  /** NumPy's name of the type, e.g. {@code "float32"}. */
  public String label() {
    return label;
  }

  /** The name in PyTorch's messages, e.g. {@code "Float"}. */
  public String torchName() {
    return torchName;
  }

  /** The type as a {@code .npy} header writes it; empty for bfloat16, which NumPy does not know. */
  public Optional<String> npyDescr() {
    return Optional.ofNullable(npyDescr);
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** True for the four floating-point types, the ones that know NaN and a signed zero. */
  public boolean isFloating() {
    return switch (this) {
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> true;
      case UINT8, INT8, INT16, INT32, INT64 -> false;
    };
  }

  /**
   * The type with this {@link #label}.
   *
   * @throws IllegalArgumentException if there is none; the message lists the known ones
   */
  public static DType of(String label) {
    for (DType dtype : values()) {
      if (dtype.label.equals(label)) {
        return dtype;
      }
    }
    StringBuilder known = new StringBuilder();
    for (DType dtype : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(dtype.label);
    }
    throw new IllegalArgumentException("unknown dtype '" + label + "': one of " + known);
  }

  @Override
  public String toString() {
    return label;
  }
}
