package io.sparkmaxpool.tensor;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the part of Python's literals that {@code .npy} headers are made of: dicts with strings as
 * keys, tuples, lists, strings without escapes, decimal ints (Python 2's with their {@code L}),
 * {@code True}, {@code False} and {@code None}.
 */
final class PythonLiteral {
  /** What may stand between two tokens. */
  private static final String BLANKS = " \t\r\n\f";

  private static final int DEEPEST = 50;
  private static final int LONGEST_SHOWN = 40;
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<blank>[ \\t\\r\\n\\f]*)(?:(?<mark>[{}\\[\\](),:])"
              + "|[uU]?(?<text>'[^'\\\\\\n]*'|\"[^\"\\\\\\n]*\")"
              + "|(?<number>[-+]?[0-9]+)[lL]?|(?<word>True|False|None)|(?<end>\\z))");

  /**
   * A value and where it stands.
   *
   * @param value a {@link Map} of strings to nodes, a {@link Tuple}, a {@link List} of nodes, a
   *     {@link String}, {@link BigInteger} or {@link Boolean}, or null
   * @param position the first character
   * @param text as it was written
   */
  record Node(Object value, int position, String text) {}

  /** Several values in parentheses, or one with a comma after it. */
  record Tuple(List<Node> items) {}

  /** A text that is no literal; the message has value and rule. */
  static final class SyntaxException extends Exception {
    private final int position;

    SyntaxException(int position, String message) {
      super(message, null, false, false);
      this.position = position;
    }

    /** The character at which reading stopped. */
    int position() {
      return position;
    }
  }

  private final String source;
  private final Matcher token;
  private int depth;
  private int next;

  private PythonLiteral(String source) {
    this.source = source;
    this.token = TOKEN.matcher(source);
  }

  /** The one literal that a text is. */
  static Node parse(String source) throws SyntaxException {
    PythonLiteral parser = new PythonLiteral(source);
    parser.advance();
    Node node = parser.value();
    if (parser.token.group("end") == null) {
      throw parser.refused("the header should end here");
    }
    return node;
  }

  /** Reads the value that begins with this token; the token after it is the next. */
  private Node value() throws SyntaxException {
    int start = start();
    Object value;
    if (isMark("{")) {
      value = dict();
    } else if (isMark("[")) {
      value = list();
    } else if (isMark("(")) {
      value = parenthesised();
    } else if (token.group("text") != null) {
      value = string();
    } else if (token.group("number") != null) {
      value = new BigInteger(token.group("number"));
    } else if (token.group("word") != null) {
      value = token.group("word").equals("None") ? null : token.group("word").equals("True");
    } else {
      throw refused("a value is wanted");
    }
    Node node = new Node(value, start, source.substring(start, next));
    advance();
    return node;
  }

  private Map<String, Node> dict() throws SyntaxException {
    Map<String, Node> entries = new LinkedHashMap<>();
    enter();
    while (!isMark("}")) {
      if (token.group("text") == null) {
        throw refused("a key in quotes, or } is wanted");
      }
      String key = string();
      advance();
      if (!isMark(":")) {
        throw refused("a colon is wanted");
      }
      advance();
      entries.put(key, value());
      separator("}");
    }
    depth--;
    return entries;
  }

  private List<Node> list() throws SyntaxException {
    List<Node> items = new ArrayList<>();
    enter();
    while (!isMark("]")) {
      items.add(value());
      separator("]");
    }
    depth--;
    return items;
  }

  /** A tuple, or the one value that has no comma after it. */
  private Object parenthesised() throws SyntaxException {
    List<Node> items = new ArrayList<>();
    boolean comma = true;
    enter();
    while (!isMark(")")) {
      items.add(value());
      comma = separator(")");
    }
    depth--;
    return items.size() == 1 && !comma ? items.get(0).value() : new Tuple(items);
  }

  private void enter() throws SyntaxException {
    if (++depth > DEEPEST) {
      throw refused("at most " + DEEPEST + " brackets may stand in each other");
    }
    advance();
  }

  /** Steps over a comma, if there is one before the end. */
  private boolean separator(String end) throws SyntaxException {
    if (isMark(",")) {
      advance();
      return true;
    }
    if (!isMark(end)) {
      throw refused("a comma, or " + end + " is wanted");
    }
    return false;
  }

  private String string() {
    String quoted = token.group("text");
    return quoted.substring(1, quoted.length() - 1);
  }

  private boolean isMark(String mark) {
    return mark.equals(token.group("mark"));
  }

  private int start() {
    return token.end("blank");
  }

  private void advance() throws SyntaxException {
    int from = next;
    if (!token.region(from, source.length()).lookingAt()) {
      while (from < source.length() && BLANKS.indexOf(source.charAt(from)) >= 0) {
        from++;
      }
      throw new SyntaxException(from, "'%s' is no Python literal".formatted(shown(from)));
    }
    next = token.end();
  }

  private SyntaxException refused(String rule) {
    int start = start();
    String found = start == source.length() ? "the end" : "'" + shown(start) + "'";
    return new SyntaxException(start, found + ": " + rule);
  }

  private String shown(int start) {
    return source
        .substring(start, Math.min(source.length(), start + LONGEST_SHOWN))
        .replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?")
        .stripTrailing();
  }
}
