package io.sparkmaxpool.dataset;

import io.sparkmaxpool.dataset.ParquetImage.Kind;
import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Finds the columns of images and labels in a Parquet file, by the options or by their types. */
final class ParquetSchema {
  static final String IMAGE = "image";
  static final String SHAPE = "shape";
  static final String LABEL = "label";
  static final String LABEL_NAME = "label-name";
  static final String AXES = "axes";

  private static final List<String> USUAL_IMAGES = List.of("image", "img", "pooled");

  /** The numbers in the structure of Spark's image source, beside {@code data}. */
  static final List<String> SPARK_NUMBERS = List.of("height", "width", "nChannels", "mode");

  /** The order of the axes of tensors whose column does not tell it. */
  enum Axes {
    CHW,
    HWC;

    /** For each of C, H, W, which of three axes it is. */
    List<Integer> permutation() {
      return this == CHW ? List.of() : List.of(2, 0, 1);
    }
  }

  private final ParquetFooter footer;
  private final FormatOptions options;
  private final Axes axes;
  private final Optional<PooledFooter> ours;

  private ParquetSchema(ParquetFooter footer, FormatOptions options)
      throws MalformedRecordException {
    this.footer = footer;
    this.options = options;
    this.axes = options.word(AXES, Axes.CHW);
    this.ours = PooledFooter.of(footer);
  }

  /**
   * The columns.
   *
   * @throws InvalidOptionException if the options name none, or are needed to choose one
   * @throws MalformedRecordException if what the footer says of them is rotten
   */
  static ParquetColumns columns(ParquetFooter footer, FormatOptions options)
      throws MalformedRecordException {
    return new ParquetSchema(footer, options).columns();
  }

  private ParquetColumns columns() throws MalformedRecordException {
    List<String> shape = option(SHAPE).orElse(List.of("shape"));
    if (!isShape(shape)) {
      if (option(SHAPE).isPresent()) {
        throw options.invalid(SHAPE, "it is no column with lists of int");
      }
      shape = List.of();
    }
    Optional<List<String>> named = option(LABEL);
    List<String> label = named.orElse(List.of("label"));
    List<String> name = option(LABEL_NAME).orElse(List.of("label_name"));
    if (option(LABEL_NAME).isPresent() && !isText(name)) {
      throw options.invalid(LABEL_NAME, "it is no column of strings");
    }
    if (named.isPresent() && !isNumber(label) && !isText(label)) {
      throw options.invalid(LABEL, "it is no column of whole numbers or strings");
    }
    if (isText(label) && !isText(name)) {
      name = label;
    }
    ParquetImage image = image(shape);
    return new ParquetColumns(
        image,
        image.kind().needsShape() ? leaf(shape) : List.of(),
        isNumber(label) ? label : List.of(),
        isText(name) ? name : List.of());
  }

  private Optional<List<String>> option(String name) {
    // A column may have a dot in its name.
    return options
        .value(name)
        .map(
            text ->
                footer.schema().containsField(text) ? List.of(text) : List.of(text.split("\\.")));
  }

  private ParquetImage image(List<String> shape) throws MalformedRecordException {
    Optional<List<String>> named = option(IMAGE);
    if (named.isPresent()) {
      Optional<ParquetImage> image = image(named.get(), shape);
      return image.orElseThrow(
          () -> options.invalid(IMAGE, "it is no column of images; there are " + described()));
    }
    for (String usual : USUAL_IMAGES) {
      Optional<ParquetImage> image = image(List.of(usual), shape);
      if (image.isPresent()) {
        return image.get();
      }
    }
    List<ParquetImage> possible = new ArrayList<>();
    for (Type field : footer.schema().getFields()) {
      image(List.of(field.getName()), shape).ifPresent(possible::add);
    }
    if (possible.size() == 1) {
      return possible.get(0);
    }
    throw new InvalidOptionException(
        possible.isEmpty()
            ? "image: no column holds images; there are " + described()
            : "image: one of "
                + String.join(
                    ", ", possible.stream().map(p -> String.join(".", p.column())).toList())
                + " has to be named");
  }

  private String described() {
    String all = footer.schema().getFields().stream().map(Type::getName).toList().toString();
    return all.substring(1, all.length() - 1);
  }

  /** How a column holds images; empty if it holds none. */
  private Optional<ParquetImage> image(List<String> path, List<String> shape)
      throws MalformedRecordException {
    Optional<Type> found = type(path);
    if (found.isEmpty() || isOneOf(path)) {
      return Optional.empty();
    }
    Type type = found.get();
    if (isBytes(path)) {
      return ofBytes(path, shape);
    }
    if (type.isPrimitive()) {
      return Optional.empty();
    }
    List<String> data = below(path, "data");
    if (isBytes(data) && SPARK_NUMBERS.stream().allMatch(number -> isNumber(below(path, number)))) {
      return Optional.of(plain(Kind.SPARK, path, data, DType.UINT8));
    }
    if (isBytes(below(path, "bytes"))) {
      return Optional.of(plain(Kind.ENCODED, path, below(path, "bytes"), DType.UINT8));
    }
    return ofLists(path, shape);
  }

  /** Whether it is the shape of images, or one of our tables' other columns. */
  private boolean isOneOf(List<String> path) {
    return path.equals(option(SHAPE).orElse(List.of("shape")))
        || path.equals(option(LABEL).orElse(List.of("label")))
        || ours.isPresent() && !path.equals(List.of("pooled"));
  }

  private Optional<ParquetImage> ofBytes(List<String> path, List<String> shape) {
    if (ours.isEmpty()) {
      return Optional.of(plain(Kind.ENCODED, path, path, DType.UINT8));
    }
    DType dtype = ours.get().dtype();
    return switch (ours.get().encoding()) {
      case "npy" -> Optional.of(plain(Kind.NPY, path, path, dtype));
      case "binary" ->
          shape.isEmpty() ? Optional.empty() : Optional.of(plain(Kind.RAW, path, path, dtype));
      default -> Optional.empty();
    };
  }

  private Optional<ParquetImage> ofLists(List<String> path, List<String> shape)
      throws MalformedRecordException {
    List<String> leaf = leaf(path);
    Optional<Type> found = type(leaf).filter(Type::isPrimitive);
    Optional<DType> dtype = found.flatMap(type -> dtype(type.asPrimitiveType()));
    if (dtype.isEmpty()) {
      return Optional.empty();
    }
    Optional<ArrowTensors> tensors = ArrowTensors.of(footer, path);
    if (tensors.isPresent()) {
      return Optional.of(fixed(tensors.get(), path, leaf, dtype.get()));
    }
    return switch (depth(leaf)) {
      case 1 ->
          shape.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new ParquetImage(
                      Kind.FLAT, path, leaf, dtype.get(), List.of(), axes.permutation()));
      case 2, 3 ->
          Optional.of(
              new ParquetImage(
                  Kind.NESTED, path, leaf, dtype.get(), List.of(), axes.permutation()));
      default -> Optional.empty();
    };
  }

  private ParquetImage fixed(
      ArrowTensors tensors, List<String> path, List<String> leaf, DType dtype)
      throws MalformedRecordException {
    int rank = tensors.stored().size();
    if (rank != 2 && rank != 3) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "column %s has tensors of shape %s: [H,W] and [C,H,W] are read"
              .formatted(String.join(".", path), tensors.extents()));
    }
    List<Integer> stored = new ArrayList<>(tensors.stored());
    List<Integer> permutation = new ArrayList<>(tensors.permutation());
    if (rank == 2) {
      stored.add(0, 1);
      permutation.replaceAll(axis -> axis + 1);
      permutation.add(0, 0);
    }
    boolean isTold = !permutation.equals(List.of(0, 1, 2)) || rank == 2;
    return new ParquetImage(
        Kind.FIXED,
        path,
        leaf,
        dtype,
        List.copyOf(stored),
        isTold ? List.copyOf(permutation) : axes.permutation());
  }

  private static ParquetImage plain(Kind kind, List<String> path, List<String> leaf, DType dtype) {
    return new ParquetImage(kind, path, leaf, dtype, List.of(), List.of());
  }

  /** The path of the only value below a column of lists. */
  private List<String> leaf(List<String> path) {
    List<String> leaf = new ArrayList<>(path);
    Type type = footer.schema().getType(path.toArray(new String[0]));
    while (!type.isPrimitive() && type.asGroupType().getFieldCount() == 1) {
      type = type.asGroupType().getType(0);
      leaf.add(type.getName());
    }
    return List.copyOf(leaf);
  }

  /** What lies at a path, if anything. */
  private Optional<Type> type(List<String> path) {
    Type type = footer.schema();
    for (String name : path) {
      if (type.isPrimitive() || !type.asGroupType().containsField(name)) {
        return Optional.empty();
      }
      type = type.asGroupType().getType(name);
    }
    return Optional.of(type);
  }

  /** The same, of what has one value a row. */
  private Optional<PrimitiveType> single(List<String> path) {
    return type(path)
        .filter(Type::isPrimitive)
        .filter(type -> depth(path) == 0)
        .map(Type::asPrimitiveType);
  }

  /** How many lists a value lies in. */
  private int depth(List<String> path) {
    return footer.schema().getMaxRepetitionLevel(path.toArray(new String[0]));
  }

  /** The path of a field. */
  static List<String> below(List<String> path, String name) {
    List<String> below = new ArrayList<>(path);
    below.add(name);
    return List.copyOf(below);
  }

  /** Whether a column has lists of numbers that extents can be. */
  private boolean isShape(List<String> path) {
    if (type(path).isEmpty()) {
      return false;
    }
    List<String> leaf = leaf(path);
    return depth(leaf) == 1
        && type(leaf).filter(Type::isPrimitive).filter(ParquetSchema::isWhole).isPresent();
  }

  private static boolean isWhole(Type type) {
    PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
    return name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64;
  }

  private boolean isNumber(List<String> path) {
    return single(path).filter(ParquetSchema::isWhole).isPresent();
  }

  private boolean isText(List<String> path) {
    return single(path)
        .map(Type::getLogicalTypeAnnotation)
        .filter(StringLogicalTypeAnnotation.class::isInstance)
        .isPresent();
  }

  private boolean isBytes(List<String> path) {
    return single(path)
        .filter(type -> type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY)
        .filter(type -> type.getLogicalTypeAnnotation() == null)
        .isPresent();
  }

  /** What a number is to us; empty if PyTorch pools none of its kind. */
  private static Optional<DType> dtype(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return Optional.ofNullable(
        switch (type.getPrimitiveTypeName()) {
          case INT32 -> logical == null ? DType.INT32 : ofInt(logical);
          case INT64 -> logical == null ? DType.INT64 : ofInt(logical);
          case FLOAT -> DType.FLOAT32;
          case DOUBLE -> DType.FLOAT64;
          case FIXED_LEN_BYTE_ARRAY ->
              logical instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation
                  ? DType.FLOAT16
                  : null;
          case BINARY, BOOLEAN, INT96 -> null;
        });
  }

  private static DType ofInt(LogicalTypeAnnotation logical) {
    if (!(logical instanceof IntLogicalTypeAnnotation type)) {
      return null;
    }
    if (!type.isSigned()) {
      return type.getBitWidth() == Byte.SIZE ? DType.UINT8 : null;
    }
    return switch (type.getBitWidth()) {
      case Byte.SIZE -> DType.INT8;
      case Short.SIZE -> DType.INT16;
      case Integer.SIZE -> DType.INT32;
      case Long.SIZE -> DType.INT64;
      default -> null;
    };
  }
}
