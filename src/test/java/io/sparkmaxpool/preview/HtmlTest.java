package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static String text(Html html) {
    return new String(html.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void escapesTextsAndAttributes() {
    Html html = new Html().doctype().open("p", "class", "a\"b'<").text("1 < 2 & \"3\" > '0'");
    html.empty("img", "alt", "&amp;").close().element("b", "</b>", "id", "x");

    assertThat(text(html))
        .isEqualTo(
            "<!DOCTYPE html>\n<p class=\"a&quot;b&#39;&lt;\">"
                + "1 &lt; 2 &amp; &quot;3&quot; &gt; &#39;0&#39;"
                + "<img alt=\"&amp;amp;\" /></p><b id=\"x\">&lt;/b&gt;</b>");
  }

  @Test
  void replacesWhatIsNoCharacterOfXml() {
    String text = "a\u0000b\u001Bc\uD800d\uFFFEe\u0085\u007F tab\t猫 \uD83D\uDC31 \u00E4";
    assertThat(text(new Html().element("p", text)))
        .isEqualTo("<p>a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD\uFFFD tab\t猫 \uD83D\uDC31 \u00E4</p>");
  }

  @Test
  void refusesWhatWouldNotBeWellFormed() {
    assertThatThrownBy(() -> new Html().style("a{} </style>"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a style sheet with < or & in it");
    assertThatThrownBy(() -> new Html().style("a{content: '&'}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Html().open("p").open("b").close().bytes())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not closed: [p]");
  }
}
