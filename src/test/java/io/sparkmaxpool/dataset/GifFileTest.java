package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class GifFileTest {
  /** A 2 x 1 GIF of black and white whose one frame has these data. */
  private static byte[] gif(int... data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] head = {'G', 'I', 'F', '8', '9', 'a', 2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255};
    int[] frame = {0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, data.length};
    for (int[] part : new int[][] {head, frame, data, {0, 0x3B}}) {
      for (int value : part) {
        out.write(value);
      }
    }
    return out.toByteArray();
  }

  private static byte[] decode(byte[] gif) throws MalformedRecordException {
    return GifFile.parse(new EncodedBytes(gif, gif.length, "GIF")).planarRgb();
  }

  @Test
  void readsTheCodes() throws Exception {
    // Three bits a code, lowest first: clear (4), 1, 0, end (5).
    assertThat(decode(gif(0b00_001_100, 0b1010))).containsExactly(-1, 0, -1, 0, -1, 0);
  }

  @Test
  void refusesTooFewPixels() {
    assertThatThrownBy(() -> decode(gif(0b01_001_100, 0b1)))
        .hasMessage("GIF, byte 33: the frame's data end after 1 of 2 pixels");
    assertThatThrownBy(() -> decode(gif(0b00_001_100)))
        .hasMessage("GIF, byte 33: the frame's data end after 1 of 2 pixels");
  }

  @Test
  void refusesACodeThatIsNotDefined() {
    assertThatThrownBy(() -> decode(gif(0b11_111_100, 0b1)))
        .isInstanceOfSatisfying(
            MalformedRecordException.class,
            e -> assertThat(e.fault()).isEqualTo(BadRecord.Fault.CORRUPT))
        .hasMessage("GIF, byte 32: LZW code 7, but only 6 are defined");
  }
}
