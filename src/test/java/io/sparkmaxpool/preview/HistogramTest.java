package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void countsValuesIntoEqualParts() {
    Histogram histogram =
        Histogram.of(
            0, 1, 4, List.of(new float[] {0, 0.24f, 0.25f, 0.5f}, new float[] {0.99f, 1, 0.75f}));

    assertThat(histogram.counts()).containsExactly(2L, 1L, 1L, 3L);
    assertThat(histogram.total()).isEqualTo(7);
    assertThat(histogram.bars())
        .isEqualTo("M0 40v-26.7h1v26.7zM1 40v-13.3h1v13.3zM2 40v-13.3h1v13.3zM3 40v-40.0h1v40.0z");
  }

  @Test
  void leavesOutEmptyParts() {
    assertThat(Histogram.of(-1, 1, 2, List.of(new float[] {0.5f})).bars())
        .isEqualTo("M1 40v-40.0h1v40.0z");
    assertThat(Histogram.of(0, 1, 3, List.of()).bars()).isEmpty();
  }

  @Test
  void takesARangeOfOneValue() {
    assertThat(Histogram.of(5, 5, 3, List.of(new float[] {5, 5})).counts())
        .containsExactly(2L, 0L, 0L);
  }
}
