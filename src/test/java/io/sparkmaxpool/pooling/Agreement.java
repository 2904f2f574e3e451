package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When two outcomes of a call agree; the one place that allows anything but the same raw bits and
 * the same text:
 *
 * <ol>
 *   <li>Where numbers are computed (averages, power averages, gradients), one NaN is as good as
 *       another: no processor promises the bits of a NaN that arithmetic makes. Maxima and
 *       unpooling copy NaNs, and keep their bits; a norm of inf is such a maximum, one of -inf
 *       negates it.
 *   <li>An adaptive average to 1 x 1 is PyTorch's {@code mean}, which sums in an order of its own,
 *       that of the machine's lanes. Its rounding errors are proportional to what is summed and not
 *       to the result, which may cancel out: {@code |a - b|} is at most 1e-6 (float64: 1e-12) of
 *       the largest magnitude in the plane. The two half types round that once more, so that a unit
 *       in the last place of the result is added.
 *   <li>Power averages whose norm has no exact arithmetic on the machine: see {@link #isExact}.
 *       What is computed is a sum of p-th powers and then its root; the root of a sum that nearly
 *       cancels out magnifies its error without bound. So the sums {@code a^p} and {@code b^p} are
 *       compared, relative to the largest power that is summed, with 1e-6 for float32, 1e-12 for
 *       float64, and one unit in the last place for float16, two for bfloat16; or the results
 *       themselves, relative to their own size, with the same numbers. On top of that comes what a
 *       rounded exponent makes of a number: PyTorch rounds p and 1/p to the element type in its
 *       vector loop, but not in the scalar loop for the elements that are left over.
 *   <li>Of several indices that do not fit a plane to be unpooled to, either may name any: PyTorch
 *       names the one that its threads came upon last.
 * </ol>
 */
final class Agreement {
  private static final Pattern BAD_INDEX =
      Pattern.compile(
          "Found an invalid max index: (-?\\d+) \\(output volumes are of size (\\d+)x(\\d+).*");

  /** Whether two numbers that are not the same bits, nor both NaN, may stand for each other. */
  private interface Tolerance {
    boolean accepts(int element, double expected, double actual);
  }

  private Agreement() {}

  /** What keeps the two outcomes from agreeing, or nothing. */
  static Optional<String> difference(PoolingCall call, Outcome expected, Outcome actual) {
    if (expected instanceof Outcome.Result wanted && actual instanceof Outcome.Result given) {
      return difference(call, wanted.tensors(), given.tensors());
    }
    return expected.equals(actual) || nameBadIndices(call, expected, actual)
        ? Optional.empty()
        : Optional.of("expected " + told(expected) + ", but got " + told(actual));
  }

  static String told(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused
        ? "'" + refused.text() + "'"
        : ((Outcome.Result) outcome).tensors().toString();
  }

  private static Optional<String> difference(
      PoolingCall call, List<Tensor> expected, List<Tensor> actual) {
    if (expected.size() != actual.size()) {
      return Optional.of("expected " + expected + ", but got " + actual);
    }
    for (int i = 0; i < expected.size(); i++) {
      // What comes second are indices.
      Optional<String> difference =
          i == 0
              ? difference(expected.get(i), actual.get(i), isComputed(call), tolerance(call))
              : difference(expected.get(i), actual.get(i), false, Agreement::never);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  /** What keeps two tensors from being alike within ONNX's own tolerance, or nothing. */
  static Optional<String> differenceByOnnx(Tensor published, Tensor actual) {
    // onnx/backend/test/loader: rtol 1e-3, atol 1e-7.
    return difference(
        published, actual, true, (i, a, b) -> Math.abs(a - b) <= 1e-7 + 1e-3 * Math.abs(a));
  }

  private static Optional<String> difference(
      Tensor expected, Tensor actual, boolean anyNan, Tolerance tolerance) {
    if (expected.equals(actual)) {
      return Optional.empty();
    }
    if (expected.dtype() != actual.dtype() || !expected.shape().equals(actual.shape())) {
      return Optional.of("expected " + expected + ", but got " + actual);
    }
    int bytes = expected.dtype().bytes();
    for (int i = 0; i < expected.shape().elements(); i++) {
      ByteBuffer a = ByteBuffer.wrap(expected.data(), i * bytes, bytes);
      ByteBuffer b = ByteBuffer.wrap(actual.data(), i * bytes, bytes);
      if (a.equals(b)) {
        continue;
      }
      double x = number(expected, i);
      double y = number(actual, i);
      boolean alike =
          Double.isNaN(x) && Double.isNaN(y)
              ? anyNan
              // A tolerance of infinities would let everything pass.
              : Double.isFinite(x) && Double.isFinite(y) && tolerance.accepts(i, x, y);
      if (!alike) {
        return Optional.of(
            "element %d of %s: expected %s (%s), but got %s (%s)"
                .formatted(i, expected, x, hex(a), y, hex(b)));
      }
    }
    return Optional.empty();
  }

  private static String hex(ByteBuffer littleEndian) {
    StringBuilder hex = new StringBuilder("0x");
    for (int i = littleEndian.limit() - 1; i >= littleEndian.position(); i--) {
      hex.append("%02x".formatted(littleEndian.get(i)));
    }
    return hex.toString();
  }

  private static boolean isComputed(PoolingCall call) {
    return switch (call.op()) {
      case AVG_POOL2D, ADAPTIVE_AVG_POOL2D, MAX_POOL2D_BACKWARD -> true;
      case LP_POOL2D -> call.norm().value() != Double.POSITIVE_INFINITY;
      case MAX_POOL2D, ADAPTIVE_MAX_POOL2D, MAX_UNPOOL2D -> false;
    };
  }

  private static Tolerance tolerance(PoolingCall call) {
    return switch (call.op()) {
      case MAX_POOL2D, MAX_POOL2D_BACKWARD, AVG_POOL2D, ADAPTIVE_MAX_POOL2D, MAX_UNPOOL2D ->
          Agreement::never;
      case ADAPTIVE_AVG_POOL2D -> {
        Size2d size = call.adaptiveSize().of(call.shape());
        yield size.equals(Size2d.of(1)) ? ofMeans(call) : Agreement::never;
      }
      case LP_POOL2D -> isExact(call) ? Agreement::never : ofPowers(call);
    };
  }

  private static boolean never(int element, double expected, double actual) {
    return false;
  }

  /**
   * Whether PyTorch's bits of a power average are those of exactly rounded multiplications,
   * divisions and roots. They are not for a power that it takes from a library ({@code pow}); nor
   * for square roots of float32 and float64 (norms 2 and 0.5), which come from MKL and are off by
   * one unit now and then; nor for inverse square roots of bfloat16 (norms -2 and -0.5), which are
   * rounded once in its vector loop and twice in the scalar loop that follows. float16 takes all
   * its powers from the library, but the error of a float32 only shows where it moves the rounding.
   */
  private static boolean isExact(PoolingCall call) {
    double norm = call.norm().value();
    boolean isHalf = call.dtype() == DType.FLOAT16 || call.dtype() == DType.BFLOAT16;
    if (norm == 1 || norm == -1 || Double.isInfinite(norm)) {
      return true;
    }
    return isHalf ? norm == 2 || norm == 0.5 : norm == -2 || norm == -0.5;
  }

  private static Tolerance ofMeans(PoolingCall call) {
    DType dtype = call.dtype();
    int plane = call.shape().extent(-2) * call.shape().extent(-1);
    double share = dtype == DType.FLOAT64 ? 1e-12 : 1e-6;
    return (i, expected, actual) -> {
      double largest = 0;
      for (int k = i * plane; k < (i + 1) * plane; k++) {
        largest = Math.max(largest, Math.abs(number(call.input(), k)));
      }
      double unit =
          dtype == DType.FLOAT16 || dtype == DType.BFLOAT16 ? unit(dtype) * Math.abs(expected) : 0;
      return Math.abs(expected - actual) <= share * largest + unit;
    };
  }

  private static Tolerance ofPowers(PoolingCall call) {
    DType dtype = call.dtype().isFloating() ? call.dtype() : DType.FLOAT32;
    double norm = call.norm().value();
    double normError = Math.abs(NaiveElements.round(norm, dtype) - norm);
    double rootError = Math.abs(NaiveElements.round(1 / norm, dtype) - 1 / norm);
    Size2d kernel = call.size("kernel_size");
    double count = (double) kernel.height() * kernel.width();
    Tensor extremes = NaiveLpPool.extremes(call);
    double share =
        switch (dtype) {
          case FLOAT64 -> 1e-12;
          case FLOAT16 -> unit(dtype);
          // A scalar 1 / sqrt(x) is rounded twice, and what comes after it once more.
          case BFLOAT16 -> 2 * unit(dtype);
          default -> 1e-6;
        };
    return (i, expected, actual) -> {
      double extreme = Math.abs(number(extremes, i));
      double sum = Math.pow(expected, norm);
      double ofPower = normError == 0 ? 0 : Math.abs(Math.log(extreme)) * normError;
      double ofRoot = rootError == 0 ? 0 : Math.abs(Math.log(sum)) * rootError;
      double resultShare = share + ofPower / Math.abs(norm) + ofRoot;
      double sumShare = share + ofPower + ofRoot * Math.abs(norm);
      double largestPower = Math.pow(extreme, norm);
      return isWithin(resultShare * Math.abs(expected), expected, actual)
          || isWithin(sumShare * count * largestPower, sum, Math.pow(actual, norm));
    };
  }

  /** A distance that is infinite, or no number, would let everything pass. */
  private static boolean isWithin(double distance, double a, double b) {
    return Double.isFinite(distance) && Math.abs(a - b) <= distance;
  }

  /** The spacing of the numbers from 1 on. */
  private static double unit(DType dtype) {
    return dtype == DType.FLOAT16 ? 0x1p-10 : 0x1p-7;
  }

  private static boolean nameBadIndices(PoolingCall call, Outcome expected, Outcome actual) {
    return expected instanceof Outcome.Refused a
        && actual instanceof Outcome.Refused b
        && namesBadIndex(call, a.text())
        && namesBadIndex(call, b.text())
        && a.text().replaceFirst("-?\\d+", "").equals(b.text().replaceFirst("-?\\d+", ""));
  }

  private static boolean namesBadIndex(PoolingCall call, String text) {
    Matcher matcher = BAD_INDEX.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    long named = Long.parseLong(matcher.group(1));
    long plane = Long.parseLong(matcher.group(2)) * Long.parseLong(matcher.group(3));
    boolean given = false;
    for (long index : call.inputs().get(1).toLongs()) {
      given |= index == named;
    }
    return given && (named < 0 || named >= plane);
  }

  private static double number(Tensor tensor, int element) {
    ByteBuffer bytes = ByteBuffer.wrap(tensor.data()).order(ByteOrder.LITTLE_ENDIAN);
    int at = element * tensor.dtype().bytes();
    return switch (tensor.dtype()) {
      case UINT8 -> bytes.get(at) & 0xFF;
      case INT8 -> bytes.get(at);
      case INT16 -> bytes.getShort(at);
      case INT32 -> bytes.getInt(at);
      case INT64 -> bytes.getLong(at);
      case FLOAT16 -> Float16.toFloat(bytes.getShort(at));
      case BFLOAT16 -> BFloat16.toFloat(bytes.getShort(at));
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT64 -> bytes.getDouble(at);
    };
  }
}
