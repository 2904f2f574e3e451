package io.sparkmaxpool.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** {@code jobs/sql/duckdb.sql} in DuckDB. */
class DuckDbPackTest extends SqlPackContract {
  private Connection connection;

  @Override
  Path pack() {
    return Path.of("jobs/sql/duckdb.sql");
  }

  @Override
  void load(String pack, Path table) throws Exception {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(pack);
      statement.execute("CREATE VIEW t AS FROM '%s/*.parquet'".formatted(table));
    }
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  @Override
  List<String> values(List<String> expressions, String key) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT %s FROM t WHERE key = '%s'"
                    .formatted(String.join(", ", expressions), key))) {
      row.next();
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= expressions.size(); i++) {
        values.add(text(row.getObject(i)));
      }
      return values;
    }
  }

  @Override
  String shown(String expression) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT CAST(%s AS VARCHAR)".formatted(expression))) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  String element(String list, int index) {
    return "%s[%d]".formatted(list, index + 1);
  }

  @Override
  String nothing() {
    return "[]::FLOAT[]";
  }
}
