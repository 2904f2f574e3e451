package io.sparkmaxpool.job;

/** Paths for Spark's readers, which take brackets and the like for a glob. */
final class LiteralPath {
  private LiteralPath() {}

  /** A path with its glob characters escaped. */
  static String of(String path) {
    return path.replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0");
  }
}
