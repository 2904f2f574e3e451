package io.sparkmaxpool.cli;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk as {@code bucket://USER:PASSWORD@NAME/absolute/path}, as object stores have it.
 */
public final class BucketFileSystem extends RawLocalFileSystem {
  private URI uri;

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
  }

  @Override
  public URI getUri() {
    // The superclass asks before there is a name.
    return uri == null ? URI.create("bucket:///") : uri;
  }

  @Override
  public String getScheme() {
    return "bucket";
  }

  @Override
  protected void checkPath(Path path) {
    // Every name is the local disk.
  }
}
