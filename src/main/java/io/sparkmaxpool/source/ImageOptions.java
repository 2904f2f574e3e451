package io.sparkmaxpool.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.FormatOptions;
import io.sparkmaxpool.dataset.ImageDecoder;
import io.sparkmaxpool.dataset.Layout;
import io.sparkmaxpool.sql.OptionValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of an image data source.
 *
 * @param paths {@code path}, or the paths given to {@code load}
 * @param splitBytes {@code split-size}: decoded bytes for one task, in bytes; 128 MB
 * @param maxPixels {@code max-pixels}: larger images are bad records; 178956970, Pillow's limit
 * @param mode {@code mode}: what becomes of bad records
 * @param layout {@code layout}, of {@code npy} only: the axes of the arrays, where not by rank
 * @param own the format's own
 */
record ImageOptions(
    List<String> paths,
    long splitBytes,
    long maxPixels,
    ParseMode mode,
    Optional<Layout> layout,
    FormatOptions own) {
  private static final long DEFAULT_SPLIT_BYTES = 128L << 20;
  private static final Set<String> COMMON =
      Set.of("path", "paths", "split-size", "max-pixels", "mode");
  private static final String LAYOUT = "layout";

  /** Spark's words for what becomes of bad records. */
  enum ParseMode {
    /** The image is null, and {@code _bad_record} tells why. */
    PERMISSIVE,
    /** The record is left out. */
    DROPMALFORMED,
    /** The query fails. */
    FAILFAST
  }

  static ImageOptions of(CaseInsensitiveStringMap options, DatasetFormat format) {
    Set<String> known = new TreeSet<>(COMMON);
    if (format.takesLayout()) {
      known.add(LAYOUT);
    }
    Set<String> unknown = new TreeSet<>(options.keySet());
    known.addAll(format.options());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown option %s; known are %s"
              .formatted(format.label(), unknown.iterator().next(), known));
    }
    return new ImageOptions(
        paths(options),
        OptionValues.positive(options, "split-size", DEFAULT_SPLIT_BYTES),
        OptionValues.positive(options, "max-pixels", ImageDecoder.MAX_PIXELS),
        mode(options.getOrDefault("mode", ParseMode.PERMISSIVE.name())),
        Optional.ofNullable(options.get(LAYOUT))
            .filter(text -> format.takesLayout())
            .map(ImageOptions::layout),
        own(options, format));
  }

  private static FormatOptions own(CaseInsensitiveStringMap options, DatasetFormat format) {
    Map<String, String> own = new HashMap<>();
    format.options().stream()
        .filter(options::containsKey)
        .forEach(name -> own.put(name, options.get(name)));
    return FormatOptions.of(format, own);
  }

  private static List<String> paths(CaseInsensitiveStringMap options) {
    List<String> paths = new ArrayList<>();
    if (options.containsKey("path")) {
      paths.add(options.get("path"));
    }
    if (options.containsKey("paths")) {
      try {
        // Spark hands over several paths as a JSON list.
        paths.addAll(
            Arrays.asList(new ObjectMapper().readValue(options.get("paths"), String[].class)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "option paths: not a JSON list of strings: " + options.get("paths"), e);
      }
    }
    return List.copyOf(paths);
  }

  private static Layout layout(String text) {
    try {
      return Layout.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option layout: '%s' is none of %s".formatted(text, Arrays.toString(Layout.values())), e);
    }
  }

  private static ParseMode mode(String text) {
    try {
      return ParseMode.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option mode: '%s' is none of PERMISSIVE, DROPMALFORMED, FAILFAST".formatted(text), e);
    }
  }
}
