package io.sparkmaxpool.dataset;

import io.sparkmaxpool.dataset.DatasetFormat.Column;
import io.sparkmaxpool.dataset.DatasetFormat.ReadOptions;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** A copy of what a reader showed of one record. */
record SeenRecord(
    String key, int label, String labelName, long length, Tensor image, BadRecord bad) {
  static final long MAX_PIXELS = 178_956_970;

  /** All records of a dataset, read in one split with every column. */
  static List<SeenRecord> all(DatasetFormat format, Configuration conf, List<String> paths)
      throws IOException {
    return of(format, conf, format.list(paths, conf).split(Long.MAX_VALUE, 1));
  }

  static List<SeenRecord> of(DatasetFormat format, Configuration conf, List<Split> splits)
      throws IOException {
    return of(format, conf, splits, EnumSet.allOf(Column.class));
  }

  static List<SeenRecord> of(
      DatasetFormat format, Configuration conf, List<Split> splits, Set<Column> columns)
      throws IOException {
    List<SeenRecord> seen = new ArrayList<>();
    for (Split split : splits) {
      try (RecordReader reader = format.open(split, new ReadOptions(columns, MAX_PIXELS, conf))) {
        while (reader.next()) {
          seen.add(copy(reader.record()));
        }
        if (reader.next()) {
          throw new AssertionError("a reader went on after its end");
        }
      }
    }
    return seen;
  }

  static SeenRecord copy(ImageRecord record) {
    Tensor image = record.image();
    return new SeenRecord(
        new String(record.key(), 0, record.keyLength(), StandardCharsets.UTF_8),
        record.label(),
        record.labelName() == null ? null : new String(record.labelName(), StandardCharsets.UTF_8),
        record.length(),
        image == null ? null : Tensor.of(image.dtype(), image.shape(), image.data().clone()),
        record.bad().orElse(null));
  }

  /** The record as a line: key, label and name, or key, stage, error and message. */
  String line() {
    return bad == null
        ? "%s %d %s".formatted(key, label, labelName)
        : "%s: %s %s: %s".formatted(key, bad.stage().label(), bad.fault().label(), bad.message());
  }
}
