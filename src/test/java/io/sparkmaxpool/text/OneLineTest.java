package io.sparkmaxpool.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "ä日\uD83D\uDC31 'a' \"b\" \\n, byte 7";

    assertThat(OneLine.of(text)).isEqualTo(text);
    assertThat(OneLine.of("x".repeat(1000))).hasSize(1000);
  }

  @Test
  void controlCharactersAndHalvesOfPairsAreEscaped() {
    assertThat(OneLine.of("a\nb\rc\td\u0000e\u001B[31mf\u0085g\u2028h\uD83Di\uDC31"))
        .isEqualTo("a\\nb\\rc\\td\\u0000e\\u001B[31mf\\u0085g\\u2028h\\uD83Di\\uDC31");
  }

  @Test
  void aLongTextKeepsItsBeginningAndItsEnd() {
    assertThat(OneLine.of("begin " + "x".repeat(1 << 20) + " end"))
        .hasSize(OneLine.LONGEST)
        .startsWith("begin xxx")
        .contains("xxx ... xxx")
        .endsWith("xxx end");
    assertThat(OneLine.of("\n".repeat(1 << 20))).hasSizeLessThanOrEqualTo(OneLine.LONGEST);
    for (String before : new String[] {"", "x"}) {
      for (String after : new String[] {"", "x"}) {
        String pairs = OneLine.of(before + "\uD83D\uDC31".repeat(1000) + after);
        assertThat(pairs).hasSizeBetween(OneLine.LONGEST - 2, OneLine.LONGEST);
        assertThat(pairs).doesNotContain("\\u");
        assertThat(OneLine.of(pairs)).isEqualTo(pairs);
      }
    }
  }
}
