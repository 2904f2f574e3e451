package io.sparkmaxpool.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.TaskContext;

/**
 * The local disk under the scheme {@code fault:}, in the driver and in executors, with the faults
 * of a {@link FaultPlan}.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "fault";

  private static final URI NAME = URI.create(SCHEME + ":///");

  /** The task attempts of this JVM that have pooled a record. */
  private static final Set<Long> POOLING = ConcurrentHashMap.newKeySet();

  /** How many files jobs of this JVM have put into a table. */
  private static final AtomicInteger COMMITTED = new AtomicInteger();

  private FaultPlan plan;

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    plan = new FaultPlan(Path.of(conf.get(FaultPlan.DIRECTORY)));
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
    plan.call(CallKind.METADATA);
    FileStatus status = super.getFileStatus(path);
    status.setPath(makeQualified(path));
    return status;
  }

  @Override
  public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
    plan.call(CallKind.METADATA);
    return super.listStatus(path);
  }

  @Override
  public boolean mkdirs(org.apache.hadoop.fs.Path path, FsPermission permission)
      throws IOException {
    plan.call(CallKind.METADATA);
    return super.mkdirs(path, permission);
  }

  @Override
  public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
    plan.call(CallKind.METADATA);
    if (path.getName().equals("_writer")) {
      plan.pass(Phase.AFTER_MARK);
    }
    return super.delete(path, recursive);
  }

  @Override
  public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    plan.call(CallKind.METADATA);
    if (to.getName().startsWith("task_")) {
      plan.pass(Phase.BEFORE_TASK_COMMIT);
      boolean renamed = super.rename(from, to);
      plan.pass(Phase.AFTER_TASK_COMMIT);
      return renamed;
    }
    if (isPart(to)) {
      plan.pass(
          COMMITTED.getAndIncrement() == 0 ? Phase.BEFORE_JOB_COMMIT : Phase.WITHIN_JOB_COMMIT);
    }
    return super.rename(from, to);
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    plan.call(CallKind.METADATA);
    switch (path.getName()) {
      case "_run.json" -> plan.pass(Phase.BEFORE_REPORT);
      case "_SUCCESS" -> plan.pass(Phase.BEFORE_MARK);
      default -> {
        if (path.getParent().getName().equals("_ledger")) {
          plan.pass(Phase.BEFORE_LEDGER);
          if (path.getName().equals("00001.json")) {
            plan.pass(Phase.BEFORE_SECOND_LEDGER);
          }
        }
      }
    }
    FSDataOutputStream stream =
        super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    if (isPart(path) && TaskContext.get() != null) {
      POOLING.add(TaskContext.get().taskAttemptId());
    }
    return new FSDataOutputStream(new FaultyOutput(stream, plan, isPart(path)), null);
  }

  @Override
  public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize) throws IOException {
    plan.call(CallKind.METADATA);
    return new FSDataInputStream(new FaultyInput(super.open(path, bufferSize), plan));
  }

  /** The phase that a task is in while it reads; null for what no task reads. */
  static Phase reading() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return null;
    }
    return POOLING.contains(task.taskAttemptId()) ? Phase.POOLING : Phase.READING;
  }

  private static boolean isPart(org.apache.hadoop.fs.Path path) {
    return path.getName().startsWith("part-");
  }
}
