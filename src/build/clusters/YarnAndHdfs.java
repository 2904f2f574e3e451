import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * YARN with two node managers, and HDFS, in this process: {@code YarnAndHdfs.java DIRECTORY}. Writes
 * the configuration of both to DIRECTORY/conf when they have started, and runs until it is ended.
 */
public final class YarnAndHdfs {
  private static final String QUEUES = "yarn.scheduler.capacity.root.";

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    System.setProperty("test.build.data", directory.resolve("data").toString());
    Configuration conf = new YarnConfiguration();
    MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(conf, directory.resolve("hdfs").toFile()).build();
    conf.set("fs.defaultFS", hdfs.getURI().toString());
    conf.set(QUEUES + "queues", "default");
    conf.set(QUEUES + "default.capacity", "100");
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 4096);
    // The disk of whoever runs this may be as full as it likes.
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    MiniYARNCluster yarn = new MiniYARNCluster("spark-maxpool", 2, 1, 1);
    yarn.init(conf);
    yarn.start();
    if (!yarn.waitForNodeManagersToConnect(60_000)) {
      throw new IllegalStateException("node managers did not connect");
    }
    // Of what is set, clients must not see what only has classes here.
    Configuration client = new Configuration(false);
    client.set("fs.defaultFS", conf.get("fs.defaultFS"));
    for (Map.Entry<String, String> entry : yarn.getConfig()) {
      if (entry.getKey().startsWith("yarn.resourcemanager.")) {
        client.set(entry.getKey(), entry.getValue());
      }
    }
    Path files = Files.createDirectories(directory.resolve("conf"));
    write(client, files.resolve("yarn-site.xml"));
    write(client, files.resolve("core-site.xml"));
    Thread.currentThread().join();
  }

  /** A file that is complete as soon as it has its name. */
  private static void write(Configuration conf, Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      conf.writeXml(out);
    }
    Files.move(unfinished, file);
  }
}
