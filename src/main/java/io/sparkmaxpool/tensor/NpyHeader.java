package io.sparkmaxpool.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Writes the header of NumPy's {@code .npy} format, version 1.0 (numpy/lib/format.py): magic,
 * version, header length, and a Python dict padded with blanks so that the data starts at a
 * multiple of 64.
 */
public final class NpyHeader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private NpyHeader() {}

  /**
   * The header of a C-ordered array; the elements' bytes follow it.
   *
   * @throws IllegalArgumentException for bfloat16, which {@code .npy} cannot name
   */
  public static byte[] of(DType dtype, Shape shape) {
    String descr =
        dtype
            .npyDescr()
            .orElseThrow(
                () -> new IllegalArgumentException("the .npy format has no type " + dtype));
    StringJoiner extents = new StringJoiner(", ", "(", shape.rank() == 1 ? ",)" : ")");
    for (int extent : shape.toArray()) {
      extents.add(Integer.toString(extent));
    }
    String dict =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, extents);
    int prefix = MAGIC.length + Short.BYTES;
    int size = (prefix + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = new byte[size];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[MAGIC.length] = (byte) (size - prefix);
    header[MAGIC.length + 1] = (byte) ((size - prefix) >>> 8);
    System.arraycopy(dict.getBytes(StandardCharsets.US_ASCII), 0, header, prefix, dict.length());
    header[size - 1] = '\n';
    return header;
  }
}
