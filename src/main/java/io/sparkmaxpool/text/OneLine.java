package io.sparkmaxpool.text;

/**
 * Makes a text fit for one line of a report, a log or a terminal. Names of files and contents of
 * headers go into messages, and whoever made the input chose them.
 */
public final class OneLine {
  /** The most characters that are left. */
  public static final int LONGEST = 1000;

  private static final String GAP = " ... ";
  private static final int TAIL = 400;

  private OneLine() {}

  /**
   * The text with control characters and halves of surrogate pairs escaped as in Java, and cut in
   * its middle where it is longer than {@link #LONGEST}: a name stands at the beginning, a rule at
   * the end.
   *
   * <pre>{@code
   * OneLine.of("a\nb");   // a\nb, in four characters
   * }</pre>
   */
  public static String of(String text) {
    return isFit(text) ? text : cut(escaped(cut(text)));
  }

  private static boolean isFit(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (isEscaped(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a character may not stand as it is; one of a surrogate pair may. */
  private static boolean isEscaped(char c) {
    return c < ' '
        || c >= '\u007F' && c <= '\u009F'
        || c == '\u2028'
        || c == '\u2029'
        || Character.isSurrogate(c);
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int head = LONGEST - TAIL - GAP.length();
    int tail = text.length() - TAIL;
    // No pair is cut in two.
    return text.substring(0, head - (Character.isHighSurrogate(text.charAt(head - 1)) ? 1 : 0))
        + GAP
        + text.substring(tail + (Character.isLowSurrogate(text.charAt(tail)) ? 1 : 0));
  }

  private static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        line.append(c).append(text.charAt(++i));
      } else if (isEscaped(c)) {
        line.append(
            switch (c) {
              case '\n' -> "\\n";
              case '\r' -> "\\r";
              case '\t' -> "\\t";
              default -> "\\u%04X".formatted((int) c);
            });
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
