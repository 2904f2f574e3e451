package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.FormatOptions;
import io.sparkmaxpool.dataset.Layout;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What a job reads.
 *
 * @param choice the dataset's format, or that it is left to its files
 * @param paths Hadoop paths, globs allowed; at least one
 * @param splitSize bytes for one task, of the decoded pixels where the format is compressed
 * @param layout the axes of the format's arrays, where they are said
 * @param options the format's own options, by the names its data source gives them
 */
public record InputSpec(
    FormatChoice choice,
    List<String> paths,
    long splitSize,
    Optional<Layout> layout,
    Map<String, String> options) {
  public InputSpec {
    paths = List.copyOf(paths);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /** The format, which must be decided: {@link AutoFormat}. */
  public DatasetFormat format() {
    return choice
        .decided()
        .orElseThrow(() -> new IllegalStateException("the format is not decided"));
  }

  /**
   * How its files are listed.
   *
   * @throws io.sparkmaxpool.dataset.InvalidOptionException for an option that the format does not
   *     have
   */
  DatasetFormat.ListOptions listOptions(Configuration conf) {
    return new DatasetFormat.ListOptions(layout, FormatOptions.of(format(), options), conf);
  }
}
