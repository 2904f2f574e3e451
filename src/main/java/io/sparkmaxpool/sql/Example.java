package io.sparkmaxpool.sql;

/**
 * An example of a function.
 *
 * @param expression what to select; {@code _FUNC_} stands for the function
 * @param result what it gives, as {@code spark-sql} prints it
 */
record Example(String expression, String result) {
  /** As {@code DESCRIBE FUNCTION EXTENDED} shows it. */
  String text() {
    return "> SELECT %s;\n %s\n".formatted(expression, result);
  }
}
