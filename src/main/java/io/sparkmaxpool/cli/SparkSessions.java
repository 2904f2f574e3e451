package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.Stop;
import io.sparkmaxpool.text.Secrets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the session of a command. The master and everything else come from spark-submit; what is
 * set here is what the program needs, and defaults for keys that nobody set.
 */
final class SparkSessions {
  static final String EXTENSIONS_KEY = "spark.sql.extensions";
  static final String EXTENSION = "io.sparkmaxpool.sql.MaxPoolExtensions";
  static final String PLUGINS_KEY = "spark.plugins";
  static final String PLUGIN = "io.sparkmaxpool.metrics.MaxPoolPlugin";

  private static final String JVM_COMMAND = "sun.java.command";

  private SparkSessions() {}

  /** A session for this command. */
  static SparkSession open(String name) {
    // Spark shows it among the system's properties, and writes it to the event log.
    String command = System.getProperty(JVM_COMMAND);
    if (command != null) {
      System.setProperty(JVM_COMMAND, Secrets.masked(command));
    }
    SparkSession session =
        SparkSession.builder().config(configured(new SparkConf(), name)).getOrCreate();
    Stop.cancelling(session.sparkContext());
    return session;
  }

  /** {@code conf} with what the program needs. */
  static SparkConf configured(SparkConf conf, String command) {
    append(conf, EXTENSIONS_KEY, EXTENSION);
    append(conf, PLUGINS_KEY, PLUGIN);
    // spark-submit's own default is the main class.
    if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
      conf.setAppName("spark-maxpool " + command);
    }
    // Plans name paths, and are shown in the UI and in the event log.
    conf.setIfMissing("spark.redaction.string.regex", Secrets.PATTERN);
    // The bar would be drawn over the job's own lines.
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    return conf;
  }

  /** Adds a class to those that a key names already. */
  private static void append(SparkConf conf, String key, String name) {
    List<String> names = new ArrayList<>();
    Arrays.stream(conf.get(key, "").split(","))
        .map(String::strip)
        .filter(before -> !before.isEmpty())
        .forEach(names::add);
    if (!names.contains(name)) {
      names.add(name);
    }
    conf.set(key, String.join(",", names));
  }
}
