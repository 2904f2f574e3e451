package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0       | 60000   | 3.0  | 0 of 60,000 records",
        "0       | 0       | 0.0  | 0 of 0 records",
        "1       | 60000   | 2.0  | 1 of 60,000 records, 1/s, 119998 s left",
        "15000   | 60000   | 0.5  | 15,000 of 60,000 records, 30,000/s, 2 s left",
        "1234567 | 9999999 | 10.0 | 1,234,567 of 9,999,999 records, 123,457/s, 71 s left",
        "60000   | 60000   | 4.0  | 60,000 of 60,000 records, 15,000/s, 0 s left",
      })
  void tellsRecordsRateAndTimeLeft(long done, long total, double seconds, String line) {
    assertThat(Progress.line(done, OptionalLong.of(total), seconds)).isEqualTo(line);
  }

  @Test
  void tellsRecordsAndRateWhereTheTotalIsNotKnown() {
    assertThat(Progress.line(0, OptionalLong.empty(), 0.5)).isEqualTo("0 records, 0/s");
    assertThat(Progress.line(15_000, OptionalLong.empty(), 0.5))
        .isEqualTo("15,000 records, 30,000/s");
  }

  @Test
  void tellsItAlikeInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Progress.line(2_000, OptionalLong.of(10_000), 1))
          .isEqualTo("2,000 of 10,000 records, 2,000/s, 4 s left");
    } finally {
      Locale.setDefault(before);
    }
  }
}
