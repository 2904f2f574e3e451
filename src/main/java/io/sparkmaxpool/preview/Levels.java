package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * How bright each value of a tensor is drawn: a level from 0 to 255, or a mark for what is not
 * finite.
 */
final class Levels {
  static final int NAN = -1;
  static final int POSITIVE_INFINITY = -2;
  static final int NEGATIVE_INFINITY = -3;

  private static final int WHITE = 255;

  /** What all values are drawn as where they are one and the same. */
  private static final int MIDDLE = 128;

  /** How a value becomes a level. */
  enum Rule {
    /** uint8: the value is the level. */
    AS_STORED,
    /** Floats from 0 to 1, as torchvision makes them of images: 255 times the value. */
    TIMES_255,
    /** All others: the tensor's least value is black, its greatest is white. */
    BY_RANGE
  }

  private final IntToDoubleFunction values;
  private final Rule rule;
  private final ValueRange range;

  private Levels(IntToDoubleFunction values, Rule rule, ValueRange range) {
    this.values = values;
    this.rule = rule;
    this.range = range;
  }

  static Levels of(Tensor tensor) {
    ValueRange range = ValueRange.of(tensor);
    return new Levels(Values.of(tensor), rule(tensor.dtype(), range), range);
  }

  private static Rule rule(DType dtype, ValueRange range) {
    if (dtype == DType.UINT8) {
      return Rule.AS_STORED;
    }
    return dtype.isFloating() && range.within(0, 1) ? Rule.TIMES_255 : Rule.BY_RANGE;
  }

  Rule rule() {
    return rule;
  }

  ValueRange range() {
    return range;
  }

  /** The level of element {@code i}, or its mark, which is negative. */
  int at(int i) {
    double value = values.applyAsDouble(i);
    if (Double.isNaN(value)) {
      return NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }
    return switch (rule) {
      case AS_STORED -> (int) value;
      case TIMES_255 -> (int) Math.round(value * WHITE);
      case BY_RANGE -> byRange(value);
    };
  }

  private int byRange(double value) {
    if (range.min() == range.max()) {
      return MIDDLE;
    }
    // Of halves: the difference of the greatest and the least double is infinite.
    double share = (value / 2 - range.min() / 2) / (range.max() / 2 - range.min() / 2);
    return (int) Math.round(share * WHITE);
  }
}
