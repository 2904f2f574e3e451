package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import org.junit.jupiter.api.Test;

class ConversionTest {
  @Test
  void everyHalfHasItsValue() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      // Boxed, so that NaN equals NaN and 0.0 is not -0.0.
      Float value = Float.intBitsToFloat(Float16.toFloatBits((short) bits));
      assertThat(value).as("bits %04x", bits).isEqualTo((Float) Sample.half((short) bits));
    }
    assertThat(Float16.toFloatBits((short) 0xfe01)).isEqualTo(0xffc02000);
  }

  @Test
  void uint8BecomesWhatToTensorGives() {
    int[] bits = Conversion.unitInterval();
    // torchvision 0.28's ToTensor of these.
    assertThat(Float.intBitsToFloat(bits[0])).isEqualTo(0f);
    assertThat(Float.intBitsToFloat(bits[1])).isEqualTo(0.003921569f);
    assertThat(Float.intBitsToFloat(bits[127])).isEqualTo(0.49803922f);
    assertThat(Float.intBitsToFloat(bits[255])).isEqualTo(1f);
  }

  @Test
  void byteListsAreNotConverted() {
    assertThatThrownBy(() -> Conversion.toList(DType.INT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("int8 lists are dictionary encoded");
  }
}
