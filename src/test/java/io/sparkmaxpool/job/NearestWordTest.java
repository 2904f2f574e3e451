package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  @ParameterizedTest
  @CsvSource({
    "kernel-sise,kernel-size",
    "kernel_size,kernel-size",
    "kernl-size,kernel-size",
    "strdie,stride",
    "op,op",
    "stride-x,stride",
  })
  void findsTheWordThatWasMeant(String word, String meant) {
    assertThat(NearestWord.of(word, List.of("kernel-size", "stride", "op"))).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"xy", "kernel", "padding"})
  void findsNoneForAnotherWord(String word) {
    assertThat(NearestWord.of(word, List.of("kernel-size", "stride", "op"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'',abc,3", "abc,abc,0", "abc,acb,1", "abc,axc,1", "abc,ab,1", "ca,abc,3"})
  void countsEdits(String a, String b, int edits) {
    assertThat(NearestWord.edits(a, b)).isEqualTo(edits);
    assertThat(NearestWord.edits(b, a)).isEqualTo(edits);
  }
}
