package io.sparkmaxpool.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk, as {@code slow:}, on which the last file of a commit takes seconds to be created.
 * When that begins, there is a file {@value #MARK} beside the table.
 */
public final class SlowCommitFileSystem extends RawLocalFileSystem {
  static final String MARK = "committing";
  private static final int SECONDS = 4;

  @Override
  public URI getUri() {
    return URI.create("slow:///");
  }

  @Override
  public String getScheme() {
    return "slow";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (file.getName().equals("_SUCCESS")) {
      File beside = new File(file.getParent().getParent().toUri().getPath(), MARK);
      if (!beside.createNewFile()) {
        throw new IOException(beside + " is there already");
      }
      try {
        TimeUnit.SECONDS.sleep(SECONDS);
      } catch (InterruptedException e) {
        throw new IOException("a commit was interrupted", e);
      }
    }
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }
}
