package io.sparkmaxpool.preview;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes a page that is HTML and XML at once. Whatever is text or the value of an attribute is
 * escaped on its way, so that no key or message can become markup; names of tags and attributes are
 * the program's own.
 *
 * <pre>{@code
 * new Html().open("p", "class", "a\"b").text("1 < 2").close();   // <p class="a&quot;b">1 &lt; 2</p>
 * }</pre>
 */
final class Html {
  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder page = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** The first line of a page. */
  Html doctype() {
    page.append("<!DOCTYPE html>\n");
    return this;
  }

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn
   */
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    page.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the element that was opened last. */
  Html close() {
    page.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that holds nothing, as {@code img} and {@code path}. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    page.append(" />");
    return this;
  }

  /** An element that holds a text. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /** A line's end, so that the page can be read as a text. */
  Html line() {
    page.append('\n');
    return this;
  }

  /**
   * A style sheet, which HTML and XML read alike only without characters to escape.
   *
   * @throws IllegalArgumentException if there is one
   */
  Html style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
      throw new IllegalArgumentException("a style sheet with < or & in it");
    }
    page.append("<style>").append(css).append("</style>");
    return this;
  }

  private void start(String tag, String... attributes) {
    page.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      page.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      page.append('"');
    }
  }

  private void escape(String text) {
    text.codePoints().forEach(this::escape);
  }

  private void escape(int point) {
    switch (point) {
      case '&' -> page.append("&amp;");
      case '<' -> page.append("&lt;");
      case '>' -> page.append("&gt;");
      case '"' -> page.append("&quot;");
      case '\'' -> page.append("&#39;");
      default -> page.appendCodePoint(isCharacter(point) ? point : REPLACEMENT);
    }
  }

  /** Whether XML has it: controls, halves of a surrogate pair and non-characters are not. */
  private static boolean isCharacter(int point) {
    return point == '\t'
        || point == '\n'
        || point >= ' ' && point < 0x7F
        || point >= 0xA0 && point < Character.MIN_SURROGATE
        || point > Character.MAX_SURROGATE && point < 0xFFFE
        || point > 0xFFFF;
  }

  /**
   * The page in UTF-8.
   *
   * @throws IllegalStateException if an element is open
   */
  byte[] bytes() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return page.toString().getBytes(StandardCharsets.UTF_8);
  }
}
