package io.sparkmaxpool.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Masks credentials where a text leaves the program: a console, a log, {@code _run.json}, a page,
 * Spark's UI.
 *
 * <pre>{@code
 * masked("s3a://AKIA1:abc/d+e@bucket/x")         // s3a://***@bucket/x
 * masked("https://host/x?v=1&sig=Zm9v&w=2")      // https://host/x?v=1&sig=***&w=2
 * masked("fs.s3a.secret.key=abc")                // fs.s3a.secret.key=***
 * }</pre>
 */
public final class Secrets {
  /** What stands for a secret. */
  public static final String MASK = "***";

  private static final String NAMES =
      "secret|passw(?:or)?d|pwd|token|access[._-]?key|api[._-]?key|account[._-]?key|credential"
          + "|signature|auth";

  /**
   * User and password before a host. A secret may have slashes in it, though no URI should; a port
   * is no password.
   */
  private static final String USER_AND_PASSWORD =
      "(?<=[a-zA-Z0-9]:/{1,3})[^\\s/:@\"'<>?#]+:(?!\\d+(?:[/\\s]|$))[^\\s@\"'<>]+(?=@)";

  /**
   * A user alone, which may be a token. Azure's file systems have a container in this place, and
   * Hadoop's own a name.
   */
  private static final String USER_OF_THE_WEB =
      "(?<=(?:https?|ftps?|sftp|s3|s3a|s3n|gs|oss|cos|obs)://)[^\\s/:@\"'<>?#]+(?=@)";

  private static final String PARAMETER =
      "(?<=[?&;][\\w.%-]{0,40}(?:"
          + NAMES
          + "|(?<=[?&;])sig|(?<=[?&;])key|(?<=[?&;])code)[\\w.%-]{0,40}=)[^&;#\\s\"'<>)\\]]+";

  private static final String SETTING =
      "(?<=\\b(?:spark|fs|hadoop|dfs)\\.[\\w.-]{0,80}(?:"
          + NAMES
          + ")[\\w.-]{0,80}\\s{0,2}[=:]\\s{0,2})[^\\s,;\"'})\\]]+";

  /**
   * What is masked, as a regular expression: Spark takes it for the texts of query plans, by {@code
   * spark.redaction.string.regex}.
   */
  public static final String PATTERN =
      "(?i)(?:" + String.join("|", USER_AND_PASSWORD, USER_OF_THE_WEB, PARAMETER, SETTING) + ")";

  private static final Pattern SECRET = Pattern.compile(PATTERN);

  /** Keys whose values are secrets: {@code spark.redaction.regex}, and some more. */
  private static final Pattern SECRET_KEY = Pattern.compile("(?i)" + NAMES);

  private Secrets() {}

  /** The text with its secrets masked. */
  public static String masked(String text) {
    return SECRET.matcher(text).replaceAll("***");
  }

  /** Texts, lists and maps with all secrets in them masked, by their keys, too. */
  public static Object masked(Object value) {
    if (value instanceof String text) {
      return masked(text);
    }
    if (value instanceof List<?> list) {
      List<Object> masked = new ArrayList<>();
      list.forEach(item -> masked.add(masked(item)));
      return masked;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> masked = new LinkedHashMap<>();
      map.forEach((key, item) -> masked.put(key, ofKey(key, item)));
      return masked;
    }
    return value;
  }

  private static Object ofKey(Object key, Object value) {
    return value instanceof String && SECRET_KEY.matcher(key.toString()).find()
        ? MASK
        : masked(value);
  }
}
