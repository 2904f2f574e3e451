package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFileWriterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00.25Z"));

  /** What the writer of tensorboard 2.21.0 makes of the same events at the same time. */
  private static final String BY_TENSORBOARD =
      "1800000000000000a37f4b2209000010406e55da411a0d627261696e2e4576656e743a327ce7ce86"
          + "200000000000000029eda95009000010406e55da4110ac022a120a100a096261642f726174696f15"
          + "0000003e272da0531d00000000000000602fdf2309000010406e55da412a120a100a096261642f72"
          + "6174696f1500000000b50942c6";

  @Test
  void writesTheBytesThatTensorBoardsOwnWriterDoes() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (EventFileWriter events = new EventFileWriter(file, CLOCK)) {
      events.scalar("bad/ratio", 300, 0.125f);
      events.scalar("bad/ratio", 0, 0);
    }

    assertThat(HexFormat.of().formatHex(file.toByteArray())).isEqualTo(BY_TENSORBOARD);
  }

  /** CRC-32C by RFC 3720, B.4, and the masks of tensorboard 2.21.0. */
  @ParameterizedTest
  @CsvSource({
    "'', a282ead8",
    "313233343536373839, c78ab0e5",
    "0000000000000000000000000000000000000000000000000000000000000000, 0fd7fffa",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, f909b029"
  })
  void masksChecksums(String data, String masked) {
    assertThat(HexFormat.of().toHexDigits(EventFileWriter.maskedCrc(HexFormat.of().parseHex(data))))
        .isEqualTo(masked);
  }

  @Test
  void writesPictures() throws IOException {
    byte[] levels = {0, 50, 100, (byte) 150, (byte) 200, (byte) 255};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (EventFileWriter events = new EventFileWriter(file, CLOCK)) {
      events.image("output", 2, ImageGrid.of(List.of(Optional.of(new GridCell(1, 2, levels)))));
    }

    List<LoggedEvent> read = LoggedEvent.allOf(file.toByteArray());
    assertThat(read).hasSize(2);
    assertThat(read.get(0).version()).isEqualTo("brain.Event:2");
    assertThat(read.get(1).tag()).isEqualTo("output");
    assertThat(read.get(1).step()).isEqualTo(2);
    LoggedEvent.Picture picture = read.get(1).image();
    assertThat(picture.height()).isEqualTo(1);
    assertThat(picture.width()).isEqualTo(2);
    assertThat(picture.colourSpace()).isEqualTo(3);
    assertThat(picture.pixels()).containsExactly(0, 100, 200, 50, 150, 255);
  }

  @Test
  void encodesEveryKindOfField() {
    ProtoMessage message =
        new ProtoMessage()
            .integer(1, 0)
            .integer(1, 127)
            .integer(1, 128)
            .integer(1, -1)
            .text(16, "é")
            .message(2, new ProtoMessage().float32(3, 1))
            .bytes(2, new byte[130]);

    assertThat(HexFormat.of().formatHex(message.toByteArray()))
        .isEqualTo(
            "0800"
                + "087f"
                + "088001"
                + "08ffffffffffffffffff01"
                + "820102c3a9"
                + "12051d0000803f"
                + "128201"
                + "00".repeat(130));
  }

  @Test
  void namesFilesAsTensorBoardFindsThem() {
    assertThat(EventFileWriter.fileName(Instant.ofEpochSecond(1767225600), "node-7.lan", 4711, 2))
        .isEqualTo("events.out.tfevents.1767225600.node-7.lan.4711.2");
    assertThat(EventFileWriter.fileName(Instant.ofEpochSecond(7), "fe80::1/my host", 1, 0))
        .isEqualTo("events.out.tfevents.0000000007.fe80--1-my-host.1.0");
  }

  @Test
  void closesWhatItWritesTo() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    new EventFileWriter(out, CLOCK).close();

    assertThat(closed).isTrue();
  }
}
