package io.sparkmaxpool.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sparkmaxpool.tensor.MalformedNpyException.Fault;
import io.sparkmaxpool.tensor.NpyHeader.Order;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyHeaderTest {
  private static final String MARKS = "{}[](),:'\"0123456789LTrueFalsN<>|\n\\";
  private static final String GOOD =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4, 5), }";

  /** A header of version {@code major}.0 with this dict, of which it says to have some length. */
  private static byte[] header(int major, String dict, long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
    for (int i = 0; i < (major == 1 ? 2 : 4); i++) {
      out.write((int) (length >>> 8 * i));
    }
    out.writeBytes(dict.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private static NpyHeader parse(String dict) throws MalformedNpyException {
    return NpyHeader.parse(header(1, dict, dict.length()));
  }

  private static void assertRefused(byte[] file, Fault fault, String message) {
    assertThatThrownBy(() -> NpyHeader.parse(file))
        .asInstanceOf(type(MalformedNpyException.class))
        .satisfies(
            e -> {
              assertThat(e).hasMessage(message);
              assertThat(e.fault()).isEqualTo(fault);
            });
  }

  @ParameterizedTest
  @EnumSource(names = "BFLOAT16", mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrittenIsRead(DType dtype) throws MalformedNpyException {
    for (int[] shape : new int[][] {{}, {7}, {0, 2}, {3, 32, 32}, {9, 1, 2, 3}}) {
      byte[] header = NpyHeader.write(dtype, Shape.of(shape));

      assertThat(NpyHeader.parse(header))
          .isEqualTo(
              new NpyHeader(
                  dtype,
                  ByteOrder.LITTLE_ENDIAN,
                  Order.C,
                  Arrays.stream(shape).mapToObj(e -> (long) e).toList(),
                  header.length));
      assertThat(header.length % 64).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionIsRead(int major) throws MalformedNpyException {
    byte[] header = header(major, GOOD + "\n", GOOD.length() + 1);

    assertThat(NpyHeader.parse(header))
        .isEqualTo(
            new NpyHeader(
                DType.FLOAT32,
                ByteOrder.LITTLE_ENDIAN,
                Order.C,
                List.of(2L, 3L, 4L, 5L),
                (major == 1 ? 10 : 12) + GOOD.length() + 1));
    assertThat(NpyHeader.parse(Arrays.copyOf(header, header.length + 1000)))
        .isEqualTo(NpyHeader.parse(header));
  }

  @ParameterizedTest
  @CsvSource({
    "|u1,uint8,little",
    "<u1,uint8,little",
    ">u1,uint8,big",
    "|i1,int8,little",
    "i1,int8,little",
    "<i2,int16,little",
    ">i2,int16,big",
    "<i4,int32,little",
    ">i4,int32,big",
    "=i8,int64,little",
    ">i8,int64,big",
    "<f2,float16,little",
    ">f2,float16,big",
    "f4,float32,little",
    ">f4,float32,big",
    "<f8,float64,little",
    ">f8,float64,big"
  })
  void everyTypeIsReadInBothByteOrders(String descr, String dtype, String byteOrder)
      throws MalformedNpyException {
    assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    NpyHeader header = parse(GOOD.replace("<f4", descr));

    assertThat(header.dtype()).isEqualTo(DType.of(dtype));
    assertThat(header.byteOrder())
        .isEqualTo(byteOrder.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr':'<i2','fortran_order':True,'shape':(5,6)}",
        "  {\"shape\" : ( 5,6, ) ,\n\t\"fortran_order\":True ,\"descr\": '<i2' , } \n",
        "{u'shape': (5L, +6l), 'descr': \"<i2\", 'fortran_order': (True)}",
        "{'descr': '|O', 'descr': ('<i2'), 'fortran_order': True, 'shape': ((5), (6))}",
      })
  void theDictIsAnyPythonLiteral(String dict) throws MalformedNpyException {
    assertThat(parse(dict))
        .isEqualTo(
            new NpyHeader(
                DType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                Order.FORTRAN,
                List.of(5L, 6L),
                10 + dict.length()));
  }

  @Test
  void aShapeCanHaveOneExtentOrNoneAndZeros() throws MalformedNpyException {
    assertThat(parse(GOOD.replace("(2, 3, 4, 5)", "(7,)")).shape()).containsExactly(7L);
    assertThat(parse(GOOD.replace("(2, 3, 4, 5)", "()")).shape()).isEmpty();
    assertThat(parse(GOOD.replace("(2, 3, 4, 5)", "(9223372036854775807, 0)")).shape())
        .containsExactly(Long.MAX_VALUE, 0L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'|b1'",
        "'<u2'",
        "'<u4'",
        "'|O'",
        "'<c8'",
        "'<c16'",
        "'<f16'",
        "'|S3'",
        "'<U3'",
        "'<M8[s]'",
        "'<V2'",
        "'|V2'",
        "'<f3'",
        "''",
        "7",
        "None",
        "[('a', '<f4'), ('b', '<i2', (2,))]",
        "('<f4', (2,))",
        "{'names': ['a']}"
      })
  void otherTypesAreUnsupported(String descr) {
    String dict = GOOD.replace("'<f4'", descr);
    assertRefused(
        header(1, dict, dict.length()),
        Fault.UNSUPPORTED,
        "descr %s at byte 20: signed and unsigned ints of 8 bits, ints of 16, 32 and 64 and floats of 16, 32 and 64 are read"
            .formatted(descr));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[2, 3];a tuple of ints is wanted",
        "(3);a tuple of ints is wanted",
        "3;a tuple of ints is wanted",
        "(2, '3');a tuple of ints is wanted",
        "(2, True);a tuple of ints is wanted",
        "(2, None);a tuple of ints is wanted",
        "(2, -3);an extent is from 0 to 9223372036854775807",
        "(9223372036854775808,);an extent is from 0 to 9223372036854775807",
        "(4294967296, 4294967296);its elements have 73786976294838206464 bytes, and no file has more than 9223372036854775807",
        "(2305843009213693952,);its elements have 9223372036854775808 bytes, and no file has more than 9223372036854775807",
      })
  void shapesThatNoArrayHasAreCorrupt(String shape, String rule) {
    String dict = GOOD.replace("(2, 3, 4, 5)", shape);
    assertRefused(
        header(1, dict, dict.length()),
        Fault.CORRUPT,
        "shape %s at byte 60: %s".formatted(shape, rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'shape': (2,)};keys [descr, shape] at byte 10: a header is a dict with the keys descr, fortran_order and shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1};keys [descr, fortran_order, shape, x] at byte 10: a header is a dict with the keys descr, fortran_order and shape",
        "('descr', '<f4');('descr', '<f4') at byte 10: a header is a dict with the keys descr, fortran_order and shape",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)};fortran_order 0 at byte 44: True or False is wanted",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x;byte 66, in the header: 'x' is no Python literal",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} 1;byte 66, in the header: '1': the header should end here",
        "{'descr': '<f4', 'fortran_order': false, 'shape': (2,)};byte 44, in the header: 'false, 'shape': (2,)}' is no Python literal",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,);byte 64, in the header: the end: a comma, or } is wanted",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3;byte 65, in the header: the end: a comma, or ) is wanted",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)};byte 61, in the header: ',)}': a value is wanted",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ;byte 59, in the header: the end: a value is wanted",
        "{'descr': '<f4;byte 20, in the header: ''<f4' is no Python literal",
        "{'descr' '<f4'};byte 19, in the header: ''<f4'}': a colon is wanted",
        "{7: 8};byte 11, in the header: '7: 8}': a key in quotes, or } is wanted",
        "``;byte 10, in the header: the end: a value is wanted",
      })
  void dictsThatAreNoneAreCorrupt(String dict, String message) {
    assertRefused(header(1, dict, dict.length()), Fault.CORRUPT, message);
  }

  @Test
  void nestingIsBounded() {
    assertRefused(
        header(1, "[".repeat(9_000), 9_000),
        Fault.CORRUPT,
        "byte 60, in the header: '%s': at most 50 brackets may stand in each other"
            .formatted("[".repeat(40)));
  }

  @Test
  void magicAndVersionAreChecked() {
    assertRefused(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
        Fault.CORRUPT,
        "89 50 4e 47 0d 0a at byte 0: a .npy file begins with 93 4e 55 4d 50 59");
    assertRefused(
        header(4, GOOD, GOOD.length()),
        Fault.UNSUPPORTED,
        "version 4.0 at byte 6: 1.0, 2.0 and 3.0 are read");
    byte[] minor = header(1, GOOD, GOOD.length());
    minor[7] = 1;
    assertRefused(minor, Fault.UNSUPPORTED, "version 1.1 at byte 6: 1.0, 2.0 and 3.0 are read");
  }

  @ParameterizedTest
  @ValueSource(longs = {10_001, 65_535, 4_294_967_295L})
  void aHeaderLongerThanNumPyReadsIsRefusedBeforeItIsRead(long length) {
    assertRefused(
        header(length > 65_535 ? 2 : 1, GOOD, length),
        Fault.UNSUPPORTED,
        "a header of %d bytes at byte 8: at most 10000 are read, as by NumPy".formatted(length));
  }

  @Test
  void aLengthThatLiesIsTold() {
    assertRefused(
        header(1, GOOD, GOOD.length() + 100),
        Fault.TRUNCATED,
        "the file ends at byte 75: the header goes to byte 175");
    assertRefused(
        header(1, GOOD, GOOD.length() - 10),
        Fault.CORRUPT,
        "byte 65, in the header: the end: a comma, or ) is wanted");
    assertRefused(
        header(1, GOOD + "\u0001\u0002", GOOD.length() + 2),
        Fault.CORRUPT,
        "byte 75, in the header: '??' is no Python literal");
  }

  @Test
  void aFileThatEndsInTheHeaderIsTruncated() {
    byte[] header = header(2, GOOD, GOOD.length());
    for (int length = 0; length < header.length; length++) {
      byte[] cut = Arrays.copyOf(header, length);
      assertThatThrownBy(() -> NpyHeader.parse(cut))
          .as("%d bytes", length)
          .asInstanceOf(type(MalformedNpyException.class))
          .satisfies(
              e -> {
                assertThat(e.fault()).isEqualTo(Fault.TRUNCATED);
                assertThat(e)
                    .hasMessageStartingWith("the file ends at byte %d: ".formatted(cut.length));
              });
    }
  }

  @Test
  void noDamageIsMoreThanARefusal() {
    long seed = 20260117;
    Random random = new Random(seed);
    byte[] good = header(1, GOOD, GOOD.length());
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = good.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        damaged[random.nextInt(damaged.length)] =
            (byte) MARKS.charAt(random.nextInt(MARKS.length()));
      }
      try {
        assertThat(NpyHeader.parse(damaged).shape()).allMatch(extent -> extent >= 0);
      } catch (MalformedNpyException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ", round " + i + ": " + Arrays.toString(damaged), e);
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  /** Whatever a header's bytes are, it is read or refused in one short line. */
  @Test
  void anyBytesAreReadOrRefusedInOneLine() {
    byte[] good = NpyHeader.write(DType.INT16, Shape.of(2, 3, 8, 8));
    Random random = new Random(7);
    int refused = 0;
    for (int mutant = 0; mutant < 60_000; mutant++) {
      byte[] file = good.clone();
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        file[random.nextInt(file.length)] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(32));
      }
      try {
        NpyHeader.parse(file);
      } catch (MalformedNpyException e) {
        refused++;
        assertThat(e.getMessage())
            .as("seed 7, mutant %d", mutant)
            .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]")
            .hasSizeLessThan(400);
      }
    }
    assertThat(refused).isBetween(10_000, 59_999);
  }
}
