package io.sparkmaxpool.job;

import io.sparkmaxpool.text.Secrets;
import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark's UI calls the jobs, stages and queries of an action.
 *
 * @param stage what is done, in a few words
 * @param job the same, and what it is done to
 */
record JobName(String stage, String job) {
  private static final String DESCRIPTION = "spark.job.description";
  private static final String CALL_SITE = "callSite.short";
  private static final int PATHS = 2;

  /** Something to do. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  /** A name, e.g. {@code pool cifar10} and {@code pool cifar10: data/cifar10 -> out/t}. */
  static JobName of(String action, List<String> inputs, String output) {
    String paths =
        inputs.size() <= PATHS
            ? String.join(", ", inputs)
            : "%s and %d more".formatted(inputs.get(0), inputs.size() - 1);
    return new JobName(action, "%s: %s -> %s".formatted(action, paths, output));
  }

  /** Does something; what Spark runs for it has this name. */
  <T> T run(SparkSession session, Action<T> action) throws IOException {
    SparkContext spark = session.sparkContext();
    String descriptionBefore = spark.getLocalProperty(DESCRIPTION);
    String callSiteBefore = spark.getLocalProperty(CALL_SITE);
    try {
      spark.setLocalProperty(DESCRIPTION, Secrets.masked(job));
      spark.setLocalProperty(CALL_SITE, Secrets.masked(stage));
      return action.run();
    } finally {
      spark.setLocalProperty(DESCRIPTION, descriptionBefore);
      spark.setLocalProperty(CALL_SITE, callSiteBefore);
    }
  }
}
