package io.sparkmaxpool.sql;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one local Spark session of the JVM, with the extension. */
public final class SparkTest implements ParameterResolver {
  private static SparkSession session;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public SparkSession resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return session();
  }

  /** The session, started when first asked for. */
  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("spark-maxpool tests")
              .config("spark.sql.extensions", MaxPoolExtensions.class.getName())
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.sql.warehouse.dir", "target/warehouse")
              .getOrCreate();
    }
    return session;
  }
}
