package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import io.sparkmaxpool.job.VerifyJob;
import io.sparkmaxpool.job.VerifySpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A session on a cluster of this machine: two workers at two addresses, each with an executor that
 * is a process with one core and is replaced when it dies. (Spark's own local cluster has one
 * address, and no attempt of a task is speculated where another runs.)
 */
final class Cluster implements AutoCloseable {
  private static final int ANY_PORT = 0;
  private static final int MEGABYTES = 1024;
  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

  private final List<RpcEnv> daemons = new ArrayList<>();
  private final SparkSession session;

  Cluster(Faults faults, Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(start())
            .appName("faults")
            .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", HOSTS.get(0))
            .config("spark.cores.max", "2")
            .config("spark.executor.extraClassPath", classPath())
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    for (String entry : faults.configuration()) {
      int equals = entry.indexOf('=');
      builder.config("spark.hadoop." + entry.substring(0, equals), entry.substring(equals + 1));
    }
    settings.forEach(builder::config);
    session = builder.getOrCreate();
  }

  /** Starts master and workers in this process, and returns the master's URL. */
  private String start() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.master.rest.enabled", "false")
            .set("spark.ui.enabled", "false");
    RpcEnv master = Master.startRpcEnvAndEndpoint(HOSTS.get(0), ANY_PORT, ANY_PORT, conf)._1();
    String url = "spark://" + master.address().hostPort();
    for (String host : HOSTS) {
      daemons.add(
          Worker.startRpcEnvAndEndpoint(
              host,
              ANY_PORT,
              ANY_PORT,
              1,
              MEGABYTES,
              new String[] {url},
              Path.of("target", "faults", "work", host).toAbsolutePath().toString(),
              Option.apply(HOSTS.indexOf(host)),
              conf,
              Option.empty()));
    }
    daemons.add(master);
    return url;
  }

  private static String classPath() {
    return Path.of("target", "classes").toAbsolutePath()
        + ":"
        + Path.of("target", "test-classes").toAbsolutePath();
  }

  SparkSession session() {
    return session;
  }

  /** Pools on the cluster. */
  void pool(String input, String output, String mode, int kernelSize) throws IOException {
    new PoolJob(session)
        .run(
            JobSpecReader.read(
                Map.of(
                    SpecKey.INPUT_FORMAT, List.of("cifar10"),
                    SpecKey.INPUT_PATH, List.of(input),
                    SpecKey.SPLIT_SIZE, List.of(Records.SPLIT_SIZE),
                    SpecKey.KERNEL_SIZE, List.of(Integer.toString(kernelSize)),
                    SpecKey.OUTPUT_PATH, List.of(output),
                    SpecKey.MODE, List.of(mode))));
  }

  /** Holds a table against its own ledger. */
  void assertVerified(String table) throws IOException {
    assertThat(new VerifyJob(session).run(new VerifySpec(table, VerifySpec.SAMPLE)).faults())
        .isEmpty();
  }

  @Override
  public void close() {
    session.stop();
    daemons.forEach(RpcEnv::shutdown);
    daemons.forEach(RpcEnv::awaitTermination);
  }
}
