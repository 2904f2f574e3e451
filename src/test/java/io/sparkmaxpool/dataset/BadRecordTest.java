package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.text.OneLine;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BadRecordTest {
  @Test
  void whatTellsOfABadRecordIsMadeOne() {
    String text = "/a\nb/" + "x".repeat(5000) + ": permission denied";

    assertThat(
            new BadRecord(BadRecord.Stage.READ, BadRecord.Fault.CORRUPT, text, 1, Optional.empty())
                .message())
        .isEqualTo(OneLine.of(text));
    assertThat(new Listing.Unlisted("a\nb", text).message()).isEqualTo(OneLine.of(text));
    assertThat(new Listing.Unlisted("a\nb", text).key()).isEqualTo("a\nb");
    assertThat(new FileRecords.Refused(BadRecord.Fault.CORRUPT, text).message())
        .isEqualTo(OneLine.of(text));
  }
}
