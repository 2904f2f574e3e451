package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The rows of one row group, of the columns that are asked for, one after the other. After any
 * exception there is no further row.
 */
final class ParquetRow implements Closeable {
  /** A shape has two or three extents; more are counted, not kept. */
  private static final int MOST_EXTENTS = 4;

  /** What stands for null where a number cannot be this. */
  static final long ABSENT = Long.MIN_VALUE;

  private final ParquetFooter footer;
  private final BlockMetaData group;
  private final ParquetFooter.Opener file;
  private final ParquetImage image;
  private final List<ParquetLeaf> leaves = new ArrayList<>();
  private final ParquetLeaf labels;
  private final ParquetLeaf labelNames;
  private final ParquetLeaf shapes;
  private final ParquetLeaf values;
  private final List<ParquetLeaf> numbers = new ArrayList<>();
  private long label;
  private byte[] labelName;
  private byte[] bytes;
  private final long[] spark = new long[ParquetSchema.SPARK_NUMBERS.size()];

  /**
   * Opens a row group.
   *
   * @param wantsImages whether more than labels are read
   */
  ParquetRow(
      ParquetFooter footer,
      int rowGroup,
      ParquetColumns columns,
      boolean wantsImages,
      ParquetFooter.Opener file)
      throws IOException, MalformedRecordException {
    this.footer = footer;
    this.group = footer.rowGroups().get(rowGroup);
    this.file = file;
    this.image = columns.image();
    boolean isOpen = false;
    try {
      this.labels = open(columns.label());
      this.labelNames = open(columns.labelName());
      this.shapes = wantsImages ? open(columns.shape()) : null;
      if (wantsImages && image.kind() == ParquetImage.Kind.SPARK) {
        for (String number : ParquetSchema.SPARK_NUMBERS) {
          numbers.add(open(ParquetSchema.below(image.column(), number)));
        }
      }
      this.values = wantsImages ? open(image.leaf()) : null;
      isOpen = true;
    } finally {
      if (!isOpen) {
        close();
      }
    }
  }

  private ParquetLeaf open(List<String> path) throws IOException, MalformedRecordException {
    if (path.isEmpty()) {
      return null;
    }
    String[] names = path.toArray(new String[0]);
    ColumnDescriptor column = footer.schema().getColumnDescription(names);
    ColumnChunkMetaData chunk =
        ParquetFooter.chunk(group, path)
            .orElseThrow(
                () ->
                    new MalformedRecordException(
                        BadRecord.Fault.CORRUPT,
                        "it has no column %s".formatted(String.join(".", path))));
    ParquetLeaf leaf =
        new ParquetLeaf(column, elementLevel(names), chunk, writer(footer.createdBy()), file);
    leaves.add(leaf);
    return leaf;
  }

  /** The definition level of an element of the outermost list on a path. */
  private int elementLevel(String[] path) {
    for (int depth = 1; depth <= path.length; depth++) {
      String[] part = Arrays.copyOf(path, depth);
      if (footer.schema().getType(part).isRepetition(Repetition.REPEATED)) {
        return footer.schema().getMaxDefinitionLevel(part);
      }
    }
    return 0;
  }

  /** The writer, whose old versions have faults that parquet-java knows; null if it is no name. */
  private static ParsedVersion writer(String createdBy) {
    try {
      return createdBy == null ? null : VersionParser.parse(createdBy);
    } catch (VersionParseException e) {
      return null;
    }
  }

  /** Passes over a row. */
  void skip() throws IOException, MalformedRecordException {
    for (ParquetLeaf leaf : leaves) {
      leaf.skip();
    }
  }

  /**
   * Goes to the next row.
   *
   * @param most elements of an image that are kept, where its shape does not say how many it has
   * @throws MalformedRecordException where a page cannot be read, and with it this row and all that
   *     follow
   */
  void next(long most) throws IOException, MalformedRecordException {
    label = labels == null ? ABSENT : labels.number(ABSENT);
    labelName = labelNames == null ? null : labelNames.binary();
    if (values == null) {
      return;
    }
    for (int i = 0; i < numbers.size(); i++) {
      spark[i] = numbers.get(i).number(ABSENT);
    }
    if (shapes != null) {
      shapes.elements(DType.INT64, MOST_EXTENTS);
    }
    switch (image.kind()) {
      case ENCODED, SPARK, RAW, NPY -> bytes = values.binary();
      case FLAT -> values.elements(image.dtype(), Math.min(most, elements()));
      case FIXED, NESTED -> values.elements(image.dtype(), most);
    }
  }

  /** As many elements as the row's shape has, whether it can be or not. */
  private long elements() {
    double elements = 1;
    for (int i = 0; i < Math.min(shapes.count(), MOST_EXTENTS); i++) {
      elements *= Math.max(0, shapes.int64(i));
    }
    return (long) elements;
  }

  /** The number of the class, or {@link #ABSENT}. */
  long label() {
    return label;
  }

  /** The name of the class, or null. */
  byte[] labelName() {
    return labelName;
  }

  /** The image's byte string, or null. */
  byte[] bytes() {
    return bytes;
  }

  /** The numbers of Spark's image structure, in the order of {@link ParquetSchema}. */
  long[] spark() {
    return spark;
  }

  /** The image's list of numbers. */
  ParquetLeaf values() {
    return values;
  }

  /** The extents in the shape column, or null. */
  long[] extents() throws MalformedRecordException {
    if (shapes.isNull()) {
      return null;
    }
    shapes.requireWhole();
    long[] extents = new long[shapes.count()];
    for (int i = 0; i < Math.min(extents.length, MOST_EXTENTS); i++) {
      extents[i] = shapes.int64(i);
    }
    return extents;
  }

  @Override
  public void close() throws IOException {
    for (ParquetLeaf leaf : leaves) {
      leaf.close();
    }
  }
}
