package io.sparkmaxpool.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementsTest {
  private static final float[] VALUES = {3f, -2f, 7f, 0f, 5f, -8f, 6f};

  /** The elements in the middle of a larger array. */
  private static Elements shifted(Tensor tensor) {
    byte[] larger = new byte[tensor.data().length + 5];
    java.util.Arrays.fill(larger, (byte) 0x7F);
    System.arraycopy(tensor.data(), 0, larger, 3, tensor.data().length);
    return new Elements(tensor.dtype(), larger, 3, tensor.data().length / tensor.dtype().bytes());
  }

  @ParameterizedTest
  @EnumSource
  void readsEveryDTypeWhereItLies(DType dtype) {
    Tensor tensor = Tensor.of(Shape.of(7), VALUES).to(dtype);
    // uint8 keeps the low bits of negative ones.
    double second = dtype == DType.UINT8 ? 254 : -2;
    double sixth = dtype == DType.UINT8 ? 248 : -8;

    for (Elements elements : new Elements[] {Elements.of(tensor), shifted(tensor)}) {
      assertThat(elements.count()).isEqualTo(7);
      assertThat(elements.at(0)).isEqualTo(3);
      assertThat(elements.at(1)).isEqualTo(second);
      assertThat(elements.at(5)).isEqualTo(sixth);
      assertThat(elements.at(6)).isEqualTo(6);
      assertThat(Extreme.MIN.of(elements)).isEqualTo(dtype == DType.UINT8 ? 0 : -8);
      assertThat(Extreme.MAX.of(elements)).isEqualTo(dtype == DType.UINT8 ? 254 : 7);
      assertThat(elements.mean()).isEqualTo((21 + second + sixth) / 7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsAnExtremeAtEveryPlace(DType dtype) {
    for (int place = 0; place < VALUES.length; place++) {
      float[] values = {1f, 1f, 1f, 1f, 1f, 1f, 1f};
      values[place] = 2f;
      Elements greater = Elements.of(Tensor.of(Shape.of(7), values).to(dtype));
      values[place] = 0f;
      Elements less = Elements.of(Tensor.of(Shape.of(7), values).to(dtype));

      assertThat(Extreme.MAX.of(greater)).isEqualTo(2);
      assertThat(Extreme.MIN.of(greater)).isEqualTo(1);
      assertThat(Extreme.MAX.of(less)).isEqualTo(1);
      assertThat(Extreme.MIN.of(less)).isEqualTo(0);
      assertThat(greater.mean()).isEqualTo(8 / 7.0);
      assertThat(less.mean()).isEqualTo(6 / 7.0);
    }
  }

  @Test
  void intsAreExact() {
    Elements int64 =
        Elements.of(Tensor.of(Shape.of(3), Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1));
    assertThat(int64.intAt(2)).isEqualTo((1L << 53) + 1);
    assertThat(int64.at(2)).isEqualTo(0x1p53);
    assertThat(Extreme.MIN.ofInts(int64)).isEqualTo(Long.MIN_VALUE);
    assertThat(Extreme.MAX.ofInts(int64)).isEqualTo(Long.MAX_VALUE);
    assertThat(Extreme.MAX.of(int64)).isEqualTo(0x1p63);
    Elements int32 = Elements.of(Tensor.of(Shape.of(2), Integer.MIN_VALUE, Integer.MAX_VALUE));
    assertThat(Extreme.MIN.ofInts(int32)).isEqualTo(Integer.MIN_VALUE);
    assertThat(Extreme.MAX.ofInts(int32)).isEqualTo(Integer.MAX_VALUE);
    assertThat(int32.mean()).isEqualTo(-0.5);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
  void aNanAnywhereIsTheExtremeAndTheMean(DType dtype) {
    for (int place = 0; place < VALUES.length; place++) {
      float[] values = VALUES.clone();
      values[place] = Float.NaN;
      Elements elements = Elements.of(Tensor.of(Shape.of(7), values).to(dtype));

      assertThat(Extreme.MIN.of(elements)).isNaN();
      assertThat(Extreme.MAX.of(elements)).isNaN();
      assertThat(elements.mean()).isNaN();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
  void infinitiesAreValues(DType dtype) {
    float infinity = Float.POSITIVE_INFINITY;
    Elements low = Elements.of(Tensor.of(Shape.of(2), -infinity, -infinity).to(dtype));
    assertThat(Extreme.MAX.of(low)).isEqualTo(-infinity);
    assertThat(Extreme.MIN.of(low)).isEqualTo(-infinity);
    Elements both = Elements.of(Tensor.of(Shape.of(2), -infinity, infinity).to(dtype));
    assertThat(Extreme.MAX.of(both)).isEqualTo(infinity);
    assertThat(Extreme.MIN.of(both)).isEqualTo(-infinity);
    assertThat(both.mean()).isNaN();
  }

  @Test
  void meansAreSummedInFloat64() {
    Random random = new Random(7);
    for (int count = 1; count < 40; count++) {
      float[] values = new float[count];
      double sum = 0;
      for (int i = 0; i < count; i++) {
        // Of few bits, so that no order of addition rounds; float32 would.
        values[i] = random.nextInt(1 << 20) + (i == 0 ? 0x1p40f : 0f);
        sum += values[i];
      }
      assertThat(Elements.of(Tensor.of(Shape.of(count), values)).mean())
          .as("%d values", count)
          .isEqualTo(sum / count);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofNoElementsTheMeanIsNanAndAnExtremeAnError(DType dtype) {
    Elements none = Elements.of(Tensor.of(dtype, Shape.of(3, 0, 2), new byte[0]));

    assertThat(none.mean()).isNaN();
    assertThatThrownBy(() -> Extreme.MIN.of(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "amin(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.");
    assertThatThrownBy(() -> Extreme.MAX.of(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "amax(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.");
  }

  @Test
  void staysInItsRange() {
    Elements elements = Elements.of(Tensor.of(Shape.of(2), 1, 2));
    assertThatThrownBy(() -> elements.at(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> elements.intAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Elements(DType.INT32, new byte[8], 1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Elements.of(Tensor.of(Shape.of(1), 1f)).intAt(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the elements are float32, not ints");
  }
}
