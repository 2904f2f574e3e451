package io.sparkmaxpool.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A member's name as WebDataset takes it apart: the stem goes to the first dot of the last part of
 * the path, the extension is the rest in lower case.
 *
 * @param stem with its directory; what the members of a sample have in common
 * @param extension without the dot, such as {@code "jpg"} or {@code "left.png"}
 */
record MemberName(String stem, String extension) {
  /** The names of what WebDataset's own writer says about a shard. */
  private static final Pattern META = Pattern.compile("__[^/]*__(/.*)?", Pattern.DOTALL);

  /** The parts; empty for a member of no sample: one without extension, or with nothing before. */
  static Optional<MemberName> of(String name) {
    int start = name.lastIndexOf('/') + 1;
    int dot = name.indexOf('.', start);
    return dot <= start || META.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(
            new MemberName(
                name.substring(0, dot), name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  /** Whether, taken as a path, it would stay where it is put. */
  boolean staysBelow() {
    return !stem.startsWith("/") && !Arrays.asList(stem.split("/", -1)).contains("..");
  }

  /** The last part of the extension: what kind of data it is. */
  String kind() {
    return extension.substring(extension.lastIndexOf('.') + 1);
  }

  /**
   * Which of some extensions this one is, smaller for an earlier one. One without a dot is met by
   * the last part, too, but less well.
   *
   * @return -1 if it is none
   */
  int rank(List<String> wanted) {
    int whole = wanted.indexOf(extension);
    int last = wanted.indexOf(kind());
    if (whole >= 0 && (last < 0 || whole <= last)) {
      return 2 * whole;
    }
    return last < 0 ? -1 : 2 * last + 1;
  }
}
