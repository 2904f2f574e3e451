package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.preview.TableFacts.ClassOf;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreviewSampleTest {
  private static List<Integer> shares(int most, long... records) {
    return PreviewSample.shares(
        Arrays.stream(records).mapToObj(n -> new ClassOf(Optional.of("c"), n)).toList(), most);
  }

  @Test
  void classesHaveEqualSharesAsFarAsTheyGo() {
    assertThat(shares(6, 50, 50, 50)).containsExactly(2, 2, 2);
    assertThat(shares(5, 50, 50, 50)).containsExactly(2, 2, 1);
    assertThat(shares(10, 1, 50, 3)).containsExactly(1, 6, 3);
    assertThat(shares(100, 1, 0, 3)).containsExactly(1, 0, 3);
    assertThat(shares(2, 9, 9, 9)).containsExactly(1, 1, 0);
    assertThat(shares(256, 1_000_000_000_000L)).containsExactly(256);
    assertThat(shares(3)).isEmpty();
  }
}
