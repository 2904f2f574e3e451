package io.sparkmaxpool.cli;

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

  private SparkSessions() {}

  /** A session for this command. */
  static SparkSession open(String command) {
    return SparkSession.builder().config(configured(new SparkConf(), command)).getOrCreate();
  }

  /** {@code conf} with what the program needs. */
  static SparkConf configured(SparkConf conf, String command) {
    List<String> extensions = new ArrayList<>();
    Arrays.stream(conf.get(EXTENSIONS_KEY, "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(extensions::add);
    if (!extensions.contains(EXTENSION)) {
      extensions.add(EXTENSION);
    }
    conf.set(EXTENSIONS_KEY, String.join(",", extensions));
    // spark-submit's own default is the main class.
    if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
      conf.setAppName("spark-maxpool " + command);
    }
    // The bar would be drawn over the job's own lines.
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    return conf;
  }
}
