package io.sparkmaxpool.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Casts, against what PyTorch gave ({@code src/build/make_cast_goldens.py}). */
class CastTest {
  private static final HexFormat HEX = HexFormat.of();

  /** The values of one dtype, and the values of each other that they become; NaNs are null. */
  private record Golden(DType from, byte[] bits, List<byte[]> expected) {}

  private static List<Golden> goldens(DType from) throws IOException {
    List<Golden> goldens = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                CastTest.class.getResourceAsStream("/tensor/cast.tsv"),
                StandardCharsets.US_ASCII))) {
      assertThat(lines.readLine()).startsWith("# PyTorch 2.");
      String[] names = lines.readLine().split("\t");
      assertThat(Arrays.asList(names).subList(2, names.length))
          .isEqualTo(Arrays.stream(DType.values()).map(DType::label).toList());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split("\t");
        if (cells[0].equals(from.label())) {
          goldens.add(
              new Golden(
                  from,
                  littleEndian(cells[1]),
                  Arrays.stream(cells, 2, cells.length).map(CastTest::littleEndian).toList()));
        }
      }
    }
    return goldens;
  }

  private static byte[] littleEndian(String hex) {
    if (hex.equals("nan")) {
      return new byte[0];
    }
    byte[] bytes = HEX.parseHex(hex);
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static boolean isNaN(DType dtype, byte[] bits) {
    ByteBuffer value = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);
    return switch (dtype) {
      case FLOAT16 -> (value.getShort() & 0x7FFF) > 0x7C00;
      case BFLOAT16 -> (value.getShort() & 0x7FFF) > 0x7F80;
      case FLOAT32 -> Float.isNaN(value.getFloat());
      case FLOAT64 -> Double.isNaN(value.getDouble());
      case UINT8, INT8, INT16, INT32, INT64 -> false;
    };
  }

  @ParameterizedTest
  @EnumSource
  void everyValueBecomesWhatItBecomesInPyTorch(DType from) throws IOException {
    List<Golden> goldens = goldens(from);
    assertThat(goldens).hasSizeGreaterThan(20);
    // More than the elements that are converted at a time.
    int elements = 3_000;
    byte[] data = new byte[elements * from.bytes()];
    for (int i = 0; i < elements; i++) {
      byte[] bits = goldens.get(i % goldens.size()).bits();
      System.arraycopy(bits, 0, data, i * from.bytes(), bits.length);
    }
    Tensor tensor = Tensor.of(from, Shape.of(3, 10, 100), data);

    for (DType to : DType.values()) {
      Tensor cast = tensor.to(to);

      assertThat(cast.dtype()).isEqualTo(to);
      assertThat(cast.shape()).isEqualTo(tensor.shape());
      for (int i = 0; i < elements; i++) {
        Golden golden = goldens.get(i % goldens.size());
        byte[] expected = golden.expected().get(to.ordinal());
        byte[] got = Arrays.copyOfRange(cast.data(), i * to.bytes(), (i + 1) * to.bytes());
        if (expected.length == 0) {
          assertThat(isNaN(to, got)).as("%s of a NaN at %d", to, i).isTrue();
        } else if (!Arrays.equals(got, expected)) {
          assertThat(HEX.formatHex(got))
              .as("%s of %s %s at %d, bytes", to, from, HEX.formatHex(golden.bits()), i)
              .isEqualTo(HEX.formatHex(expected));
        }
      }
    }
  }

  @Test
  void aTensorOfTheDtypeIsItself() {
    Tensor tensor = Tensor.of(Shape.of(2), 1f, Float.NaN);
    assertThat(tensor.to(DType.FLOAT32)).isSameAs(tensor);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyTensorStaysEmpty(DType from) {
    Tensor empty = Tensor.of(from, Shape.of(3, 0, 5), new byte[0]);
    for (DType to : DType.values()) {
      assertThat(empty.to(to)).isEqualTo(Tensor.of(to, Shape.of(3, 0, 5), new byte[0]));
    }
  }

  @Test
  void whatNoArrayHoldsIsRefusedBeforeAnythingIsConverted() {
    Tensor large = Tensor.of(DType.UINT8, Shape.of(1, 1 << 14, 1 << 14), new byte[1 << 28]);
    assertThatThrownBy(() -> large.to(DType.FLOAT64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a tensor of shape [1, 16384, 16384] and dtype float64 needs 2147483648 bytes, but one array holds 2147483639");
  }
}
