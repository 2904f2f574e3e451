package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;

/** Key and labels, with statistics by which a reader finds a key or a label. */
final class ScalarColumns {
  private final List<PagedColumn> all = new ArrayList<>();
  private final PagedColumn key;
  private final Optional<PagedColumn> label;
  private final Optional<PagedColumn> labelName;
  private final Slice labelBytes = new Slice();

  /** Those of a file's columns that it has, from the first on. */
  ScalarColumns(
      TensorFileOptions options,
      List<ColumnDescriptor> columns,
      int pageBytes,
      PageCompressor compressor) {
    ColumnDescriptor first = columns.get(0);
    this.key =
        new PagedColumn(first, new KeyValues(first.getPrimitiveType()), pageBytes, compressor);
    all.add(key);
    this.label = labels(options, OptionalColumn.LABEL, columns, pageBytes, compressor);
    this.labelName = labels(options, OptionalColumn.LABEL_NAME, columns, pageBytes, compressor);
    this.labelBytes.set(new byte[Integer.BYTES], 0, Integer.BYTES);
  }

  private Optional<PagedColumn> labels(
      TensorFileOptions options,
      OptionalColumn which,
      List<ColumnDescriptor> columns,
      int pageBytes,
      PageCompressor compressor) {
    if (!options.has(which)) {
      return Optional.empty();
    }
    ColumnDescriptor column = columns.get(all.size());
    all.add(
        new PagedColumn(column, new LabelValues(column.getPrimitiveType()), pageBytes, compressor));
    return Optional.of(all.get(all.size() - 1));
  }

  /** The columns, in the file's order. */
  List<PagedColumn> all() {
    return all;
  }

  void write(TensorRow row) throws IOException {
    key.writeValue(row.key());
    if (label.isPresent()) {
      if (row.hasLabel()) {
        GrowingBytes.INTS.set(labelBytes.array(), 0, row.label());
        label.get().writeValue(labelBytes);
      } else {
        label.get().writeAbsent();
      }
    }
    if (labelName.isPresent()) {
      if (row.hasLabelName()) {
        labelName.get().writeValue(row.labelName());
      } else {
        labelName.get().writeAbsent();
      }
    }
  }
}
