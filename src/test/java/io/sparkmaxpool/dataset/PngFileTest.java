package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PngFileTest {
  private static final byte[] HEADER = PngBytes.header(1, 2, 8, 0);
  private static final byte[] END = PngBytes.end();

  private static byte[] decode(byte[]... chunks) throws MalformedRecordException {
    byte[] file = PngBytes.file(chunks);
    return PngPixels.planarRgb(PngFile.parse(new EncodedBytes(file, file.length, "PNG")));
  }

  private static void assertFault(BadRecord.Fault fault, String message, byte[]... chunks) {
    assertThatThrownBy(() -> decode(chunks))
        .isInstanceOfSatisfying(
            MalformedRecordException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessage(message);
  }

  @Test
  void readsDataInSeveralChunksAndSomeEmpty() throws Exception {
    byte[] data = PngBytes.deflated((byte) 0, (byte) 7, (byte) 2, (byte) 5);
    byte[] first = PngBytes.chunk("IDAT", Arrays.copyOf(data, 3));
    byte[] none = PngBytes.chunk("IDAT", new byte[0]);
    byte[] rest = PngBytes.chunk("IDAT", Arrays.copyOfRange(data, 3, data.length));

    assertThat(decode(HEADER, first, none, rest, END)).containsExactly(7, 12, 7, 12, 7, 12);
  }

  @Test
  void anIndexAboveThePaletteIsBlack() throws Exception {
    byte[] palette = PngBytes.chunk("PLTE", new byte[] {1, 2, 3});
    byte[] data = PngBytes.data((byte) 0, (byte) 0, (byte) 0, (byte) 9);

    assertThat(decode(PngBytes.header(1, 2, 8, 3), palette, data, END))
        .containsExactly(1, 0, 2, 0, 3, 0);
  }

  @Test
  void refusesTooFewRows() {
    assertFault(
        BadRecord.Fault.TRUNCATED,
        "PNG ends at byte 67: its data hold no whole row 1 of 2",
        HEADER,
        PngBytes.data((byte) 0, (byte) 7),
        END);
    assertFault(
        BadRecord.Fault.TRUNCATED,
        "PNG ends at byte 67: 10 bytes in IDAT cannot hold 1000000 of pixels",
        PngBytes.header(1000, 1000, 8, 0),
        PngBytes.data((byte) 0, (byte) 7),
        END);
    assertFault(
        BadRecord.Fault.TRUNCATED, "PNG ends at byte 45: it has no IDAT chunk", HEADER, END);
  }

  @Test
  void refusesWhatTheStandardForbids() {
    byte[] data = PngBytes.data((byte) 0, (byte) 7, (byte) 0, (byte) 5);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte 41: a row has filter 5: it must be 0 to 4",
        HEADER,
        PngBytes.data((byte) 5, (byte) 7, (byte) 0, (byte) 5),
        END);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte 41: IDAT cannot be inflated: incorrect header check",
        HEADER,
        PngBytes.chunk("IDAT", new byte[] {1, 2, 3, 4}),
        END);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte 33: colour type 3 needs a PLTE before its data",
        PngBytes.header(1, 2, 8, 3),
        data,
        END);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte 33: PLTE of 4 bytes: 3 to 768, a multiple of 3",
        HEADER,
        PngBytes.chunk("PLTE", new byte[4]),
        data,
        END);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte 33: an unknown critical chunk, or one out of order",
        HEADER,
        PngBytes.chunk("ABCD", new byte[0]),
        data,
        END);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte 24: colour type 2 of 4 bits is not in the standard",
        PngBytes.header(1, 2, 4, 2),
        data,
        END);
    assertFault(
        BadRecord.Fault.CORRUPT,
        "PNG, byte %d: IDAT chunks must follow each other".formatted(33 + data.length + 12),
        HEADER,
        data,
        PngBytes.chunk("tIMe", new byte[0]),
        data,
        END);
  }
}
