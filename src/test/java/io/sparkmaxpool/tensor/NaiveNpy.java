package io.sparkmaxpool.tensor;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code .npy} files element by element, by the formula for the place of each. */
public final class NaiveNpy {
  private NaiveNpy() {}

  /**
   * The records of a file.
   *
   * @param axes what its axes are, e.g. {@code "NHWC"}
   */
  public static List<Tensor> records(byte[] file, String axes) throws MalformedNpyException {
    NpyHeader header = NpyHeader.parse(file);
    int records = (int) extent(header, axes, 'N');
    Shape shape =
        Shape.of(
            (int) extent(header, axes, 'C'),
            (int) extent(header, axes, 'H'),
            (int) extent(header, axes, 'W'));
    List<Tensor> tensors = new ArrayList<>();
    for (int n = 0; n < records; n++) {
      byte[] data = Tensor.allocate(header.dtype(), shape);
      int target = 0;
      for (int c = 0; c < shape.extent(0); c++) {
        for (int h = 0; h < shape.extent(1); h++) {
          for (int w = 0; w < shape.extent(2); w++) {
            int bytes = header.dtype().bytes();
            int source = header.dataOffset() + place(header, axes, n, c, h, w) * bytes;
            for (int i = 0; i < bytes; i++) {
              boolean big = header.byteOrder() == ByteOrder.BIG_ENDIAN;
              data[target++] = file[source + (big ? bytes - 1 - i : i)];
            }
          }
        }
      }
      tensors.add(Tensor.of(header.dtype(), shape, data));
    }
    return tensors;
  }

  private static long extent(NpyHeader header, String axes, char axis) {
    return axes.indexOf(axis) < 0 ? 1 : header.shape().get(axes.indexOf(axis));
  }

  private static int place(NpyHeader header, String axes, int n, int c, int h, int w) {
    int place = 0;
    int step = 1;
    for (int i = 0; i < axes.length(); i++) {
      int axis = header.order() == NpyHeader.Order.C ? axes.length() - 1 - i : i;
      int index =
          switch (axes.charAt(axis)) {
            case 'N' -> n;
            case 'C' -> c;
            case 'H' -> h;
            default -> w;
          };
      place += index * step;
      step *= (int) (long) header.shape().get(axis);
    }
    return place;
  }
}
