package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenStemsTest {
  @Test
  void eachStemIsNewOnce() {
    SeenStems seen = new SeenStems();

    assertThat(IntStream.range(0, 50_000)).allMatch(i -> seen.add("dir/" + i));
    assertThat(IntStream.range(0, 50_000)).noneMatch(i -> seen.add("dir/" + i));
    assertThat(seen.add("dir/50000")).isTrue();
    assertThat(seen.isFull()).isFalse();
  }
}
