package io.sparkmaxpool.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.spark.internal.io.FileNameSpec;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;
import scala.Option;

/**
 * Spark's own commit protocol, with every Hadoop committer that has a work path: S3A's magic
 * committer too. Spark's knows that path of {@link FileOutputCommitter} alone and writes straight
 * into the table with all others, where an overwrite's commit would delete the new files with the
 * old ones.
 */
final class WorkPathProtocol extends SQLHadoopMapReduceCommitProtocol {
  private static final long serialVersionUID = 1;

  private transient OutputCommitter committer;

  WorkPathProtocol(String jobId, String path) {
    super(jobId, path, false);
  }

  @Override
  public OutputCommitter setupCommitter(TaskAttemptContext context) {
    committer = super.setupCommitter(context);
    return committer;
  }

  /**
   * Names a file of a task below the committer's work path.
   *
   * @throws IllegalStateException if the committer has none: nothing may be written before commit
   */
  @Override
  public String newTaskTempFile(
      TaskAttemptContext context, Option<String> directory, FileNameSpec spec) {
    if (committer instanceof FileOutputCommitter) {
      return super.newTaskTempFile(context, directory, spec);
    }
    if (!(committer instanceof PathOutputCommitter withPath)) {
      throw new IllegalStateException(
          "output committer %s has no work path to stage files in"
              .formatted(committer.getClass().getName()));
    }
    try {
      Path work = withPath.getWorkPath();
      Path parent = directory.isEmpty() ? work : new Path(work, directory.get());
      return new Path(parent, getFilename(context, spec)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
