package io.sparkmaxpool.sink;

import java.io.IOException;
import java.io.Serializable;
import java.util.Date;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.apache.spark.internal.io.FileNameSpec;
import org.apache.spark.internal.io.SparkHadoopWriterUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's commit protocol for one write: the same that {@code
 * spark.sql.sources.commitProtocolClass} names for Spark's own files, so that HDFS, S3A and the
 * rest commit as they are configured to.
 *
 * <p>The driver sets up, commits or aborts the job; the executors open {@link Task}s of it.
 */
final class TableCommitter implements Serializable {
  private static final long serialVersionUID = 1;

  private final FileCommitProtocol protocol;
  private final String jobTracker;
  private final String id;
  private final transient Job job;

  TableCommitter(SparkSession session, Path output) throws IOException {
    Configuration conf = session.sessionState().newHadoopConf();
    // The table has a mark of its own, written after everything else.
    conf.setBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", false);
    // The other one puts each task's files into the table at once, before the job commits.
    conf.setInt(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, 1);
    // It would remove what all jobs have staged there; the sink does where no other writes.
    conf.setBoolean(FileOutputCommitter.FILEOUTPUTCOMMITTER_CLEANUP_SKIPPED, true);
    id = UUID.randomUUID().toString();
    // S3A's committers: their tasks and their job must agree on a name that no other job has.
    conf.set("spark.sql.sources.writeJobUUID", id);
    // FileOutputCommitter's staging directory: with one of its own, no job commits another's tasks.
    conf.setInt("mapreduce.job.application.attempt.id", id.hashCode() & Integer.MAX_VALUE);
    job = Job.getInstance(conf);
    job.setOutputKeyClass(Void.class);
    job.setOutputValueClass(Void.class);
    // Any FileOutputFormat: only its choice of committer matters.
    job.setOutputFormatClass(TextOutputFormat.class);
    FileOutputFormat.setOutputPath(job, output);
    jobTracker = SparkHadoopWriterUtils.createJobTrackerID(new Date());
    protocol = protocol(session.sessionState().conf().fileCommitProtocolClass(), output);
  }

  /** The protocol that somebody chose, or, where that is Spark's, the one with its gap closed. */
  private FileCommitProtocol protocol(String className, Path output) {
    return className.equals(SQLHadoopMapReduceCommitProtocol.class.getName())
        ? new WorkPathProtocol(id, output.toString())
        : FileCommitProtocol.instantiate(className, id, output.toString(), false);
  }

  /** What no other write has. */
  String id() {
    return id;
  }

  /** The configuration that tasks need as well. */
  Configuration configuration() {
    return job.getConfiguration();
  }

  void setUp() {
    protocol.setupJob(job);
  }

  void taskCommitted(TaskCommitMessage message) {
    protocol.onTaskCommit(message);
  }

  void commit(Iterable<TaskCommitMessage> messages) {
    protocol.commitJob(job, CollectionConverters.asScala(messages).toSeq());
  }

  void abort() {
    protocol.abortJob(job);
  }

  /** Begins a task attempt, on an executor. */
  Task task(int stage, int partition, long attempt, Configuration conf) {
    TaskID task = new TaskID(new JobID(jobTracker, stage), TaskType.MAP, partition);
    TaskAttemptID id = new TaskAttemptID(task, (int) (attempt & Integer.MAX_VALUE));
    Configuration own = new Configuration(conf);
    own.set("mapreduce.job.id", id.getJobID().toString());
    own.set("mapreduce.task.id", task.toString());
    own.set("mapreduce.task.attempt.id", id.toString());
    own.setBoolean("mapreduce.task.ismap", true);
    // A task cleans nothing up, and would be warned of it.
    own.unset(FileOutputCommitter.FILEOUTPUTCOMMITTER_CLEANUP_SKIPPED);
    own.setInt("mapreduce.task.partition", 0);
    return new Task(protocol, new TaskAttemptContextImpl(own, id));
  }

  /**
   * A file of a task.
   *
   * @param staged where it is written
   * @param path where it is to lie below the table
   */
  record NewFile(Path staged, String path) {}

  /** One attempt of a task: names its files, and commits or aborts them together. */
  static final class Task {
    private final FileCommitProtocol protocol;
    private final TaskAttemptContext context;

    Task(FileCommitProtocol protocol, TaskAttemptContext context) {
      this.protocol = protocol;
      this.context = context;
      protocol.setupTask(context);
    }

    Configuration configuration() {
      return context.getConfiguration();
    }

    /** A new file that commit puts into a directory of the table; empty is its root. */
    NewFile newFile(String directory, String suffix) {
      Path staged =
          new Path(
              protocol.newTaskTempFile(
                  context,
                  directory.isEmpty() ? Option.empty() : Option.apply(directory),
                  new FileNameSpec("", suffix)));
      return new NewFile(
          staged, directory.isEmpty() ? staged.getName() : directory + "/" + staged.getName());
    }

    TaskCommitMessage commit() {
      return protocol.commitTask(context);
    }

    void abort() {
      protocol.abortTask(context);
    }
  }
}
