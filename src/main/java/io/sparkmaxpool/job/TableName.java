package io.sparkmaxpool.job;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a table in Spark's catalog: {@code table}, {@code database.table} or {@code
 * catalog.database.table}.
 *
 * @param parts one to three, of the characters that Spark's catalog takes in a name
 */
public record TableName(List<String> parts) {
  static final String RULE =
      "table, database.table or catalog.database.table is wanted, of letters, digits and _";

  private static final Pattern SYNTAX = Pattern.compile("\\w+(\\.\\w+){0,2}");

  public TableName {
    parts = List.copyOf(parts);
  }

  /** The name that a text is, if it is one. */
  static Optional<TableName> of(String text) {
    return SYNTAX.matcher(text).matches()
        ? Optional.of(new TableName(List.of(text.split("\\."))))
        : Optional.empty();
  }

  /** Its parts with dots between, e.g. {@code "vision.pooled"}. */
  @Override
  public String toString() {
    return String.join(".", parts);
  }
}
