package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.Layout;
import io.sparkmaxpool.parquet.Compression;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.pooling.NormType;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.preview.ContactSheet;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A key of the job spec: the constants below are the one table of them, which YAML files, options,
 * help texts and hints all come from.
 *
 * @param <T> the type of its value
 */
public final class SpecKey<T> {
  /** How the option of a key is given on a command line. */
  public enum Form {
    /** Once, with one value. */
    VALUE,
    /** {@code --key}, {@code --key=false} or {@code --no-key}. */
    FLAG,
    /** Once for each value. */
    REPEATED,
    /** {@code --key name=value}, once for each. */
    KEY_VALUES
  }

  public static final SpecKey<FormatChoice> INPUT_FORMAT =
      required(
          "input.format",
          ValueTypes.word(Words.of(FormatChoice::label, FormatChoice.all()).later("parquet")),
          "Format of the dataset: %s, which goes by names and first bytes of files."
              .formatted(
                  Arrays.stream(FormatChoice.all())
                      .map(FormatChoice::label)
                      .collect(Collectors.joining(", ")))
              .replace(", auto", " or auto"));
  public static final SpecKey<List<String>> INPUT_PATH =
      required(
          "input.path",
          "--input",
          ValueTypes.paths(),
          "Where it is: a Hadoop path, globs allowed; may be repeated.");
  public static final SpecKey<Long> SPLIT_SIZE =
      key(
          "input.split-size",
          ValueTypes.bytes(),
          "128MB",
          "Bytes read by one task, of decoded pixels for images.");
  public static final SpecKey<Layout> LAYOUT =
      key(
          "input.layout",
          ValueTypes.word(Words.of(Layout::name, Layout.values())),
          null,
          "Axes of npy files: CHW, NCHW, NHW or NHWC. Default: CHW for 3, NCHW for 4.");
  public static final SpecKey<Map<String, String>> OPTIONS =
      key(
          "input.options",
          ValueTypes.options(),
          "",
          "An option of the format, named as its data source names it; may be repeated.");

  public static final SpecKey<PoolOp> OP =
      key(
          "pool.op",
          ValueTypes.word(Words.of(PoolOp::label, PoolOp.values())),
          "max",
          "The operation: max, avg, lp, adaptive-max or adaptive-avg.");
  public static final SpecKey<Size2d> KERNEL_SIZE =
      key(
          "pool.kernel-size",
          ValueTypes.size2d(),
          null,
          "Height and width of the window. Required, but for the adaptive operations.");
  public static final SpecKey<Size2d> STRIDE =
      key(
          "pool.stride",
          ValueTypes.size2d(),
          null,
          "Steps between windows. Default: the kernel size.");
  public static final SpecKey<Size2d> PADDING =
      key("pool.padding", ValueTypes.size2d(), "0", "Cells added on either side.");
  public static final SpecKey<Size2d> DILATION =
      key("pool.dilation", ValueTypes.size2d(), "1", "Distance between the taps of a window.");
  public static final SpecKey<Boolean> CEIL_MODE =
      key("pool.ceil-mode", ValueTypes.flag(), "false", "Round the output size up.");
  public static final SpecKey<Boolean> RETURN_INDICES =
      key(
          "pool.return-indices",
          ValueTypes.flag(),
          "false",
          "Write where each maximum was, too: max and adaptive-max.");
  public static final SpecKey<Boolean> COUNT_INCLUDE_PAD =
      key(
          "pool.count-include-pad",
          ValueTypes.flag(),
          "true",
          "Let an average count the padding's zeros: avg.");
  public static final SpecKey<Integer> DIVISOR_OVERRIDE =
      key(
          "pool.divisor-override",
          ValueTypes.int32(),
          null,
          "What an average divides by, if not the size of its window: avg.");
  public static final SpecKey<NormType> NORM_TYPE =
      key(
          "pool.norm-type",
          ValueTypes.normType(),
          null,
          "The exponent, .inf and -.inf too; required: lp.");
  public static final SpecKey<OutputSize2d> OUTPUT_SIZE =
      key(
          "pool.output-size",
          ValueTypes.outputSize2d(),
          null,
          "Height and width of the output, null for the input's; required: adaptive-max,"
              + " adaptive-avg.");

  public static final SpecKey<String> OUTPUT_PATH =
      required(
          "output.path", "--output", ValueTypes.path(), "Directory of the table, a Hadoop path.");
  public static final SpecKey<WriteMode> MODE =
      key(
          "output.mode",
          ValueTypes.word(Words.of(WriteMode::label, WriteMode.values())),
          "error-if-exists",
          "Where the output exists: error-if-exists, overwrite, append or ignore.");
  public static final SpecKey<TableName> TABLE =
      key(
          "output.table",
          ValueTypes.tableName(),
          null,
          "Its name in Spark's catalog, as a table of plain Parquet files: table, database.table or"
              + " catalog.database.table.");
  public static final SpecKey<DType> DTYPE =
      key(
          "output.dtype",
          ValueTypes.word(
              Words.of(
                  DType::label,
                  DType.FLOAT32,
                  DType.UINT8,
                  DType.FLOAT64,
                  DType.FLOAT16,
                  DType.BFLOAT16,
                  DType.INT8,
                  DType.INT16,
                  DType.INT32,
                  DType.INT64)),
          null,
          "Type of the elements. Of images float32, value/255, by default, or uint8, as stored; npy"
              + " is cast, and by default as stored.");
  public static final SpecKey<Encoding> ENCODING =
      key(
          "output.encoding",
          ValueTypes.word(Words.of(Encoding::label, Encoding.values())),
          "array",
          "How a tensor is written: array (flat list), nested (lists of lists), binary or npy.");
  public static final SpecKey<FooterChoice> FOOTER =
      key(
          "output.footer",
          ValueTypes.word(Words.of(FooterChoice::label, FooterChoice.values())),
          "auto",
          "What Arrow readers are told: auto, arrow (a fixed-shape tensor), hf (Array3D of Hugging"
              + " Face datasets, encoding nested) or none.");
  public static final SpecKey<List<PartitionColumn>> PARTITION_BY =
      key(
          "output.partition-by",
          ValueTypes.words(Words.of(PartitionColumn::label, PartitionColumn.values())),
          "",
          "Columns that become directories: label, label_name.");
  public static final SpecKey<Compression> COMPRESSION =
      key(
          "output.compression",
          ValueTypes.word(Words.of(Compression::label, Compression.values())),
          "zstd",
          "Of the pages: zstd, snappy, gzip, lz4 or uncompressed.");
  public static final SpecKey<Long> ROW_GROUP_SIZE =
      key("output.row-group-size", ValueTypes.bytes(), "128MB", "Bytes of a Parquet row group.");
  public static final SpecKey<Long> FILE_SIZE =
      key(
          "output.file-size",
          ValueTypes.bytes(),
          "512MB",
          "Bytes after which a task begins another file.");
  public static final SpecKey<Boolean> RESUME =
      key(
          "output.resume",
          ValueTypes.flag(),
          "false",
          "Commit batch by batch: the same command goes on where an earlier run ended, and with new"
              + " files.");
  public static final SpecKey<Long> BATCH_SIZE =
      key(
          "output.batch-size",
          ValueTypes.bytes(),
          "16GB",
          "Bytes of input committed together with resume, of decoded pixels for images.");
  public static final SpecKey<Boolean> RETRY_BAD =
      key(
          "output.retry-bad",
          ValueTypes.flag(),
          "false",
          "Read the bad records of the finished table again, and nothing else.");
  public static final SpecKey<Integer> PREVIEW =
      key(
          "output.preview",
          ValueTypes.upTo(ContactSheet.MOST_RECORDS),
          "0",
          "Records to show in _preview/index.html, input beside output; 0 makes no page.");
  public static final SpecKey<String> TENSORBOARD =
      key(
          "output.tensorboard",
          ValueTypes.path(),
          null,
          "Directory of an event file for TensorBoard: batches of 64, input and output, and rates.");
  public static final SpecKey<Integer> TENSORBOARD_RECORDS =
      key(
          "output.tensorboard-records",
          ValueTypes.upTo(TensorBoardSpec.MOST_RECORDS),
          Integer.toString(TensorBoardSpec.RECORDS),
          "Records to show there at most, the first in the order of files.");

  public static final SpecKey<BadRecordPolicy> BAD_RECORDS =
      key(
          "bad-records",
          ValueTypes.word(Words.of(BadRecordPolicy::label, BadRecordPolicy.values())),
          "quarantine",
          "What becomes of them: quarantine, drop (only counted) or fail.");
  public static final SpecKey<Double> MAX_BAD_RATIO =
      key(
          "max-bad-ratio",
          ValueTypes.ratio(),
          "1.0",
          "A larger share of bad records ends the job, with exit code 3; with resume, of each batch.");
  public static final SpecKey<Long> MAX_PIXELS =
      key(
          "max-pixels",
          ValueTypes.count(),
          "178956970",
          "An image of more is a bad record; it is not decoded.");

  /** The sections, in the order of the documentation; {@code ""} holds the keys outside of any. */
  public static final List<String> SECTIONS = List.of("input", "pool", "output", "");

  private static final List<SpecKey<?>> ALL =
      List.of(
          INPUT_FORMAT,
          INPUT_PATH,
          SPLIT_SIZE,
          LAYOUT,
          OPTIONS,
          OP,
          KERNEL_SIZE,
          STRIDE,
          PADDING,
          DILATION,
          CEIL_MODE,
          RETURN_INDICES,
          COUNT_INCLUDE_PAD,
          DIVISOR_OVERRIDE,
          NORM_TYPE,
          OUTPUT_SIZE,
          OUTPUT_PATH,
          MODE,
          TABLE,
          DTYPE,
          ENCODING,
          FOOTER,
          PARTITION_BY,
          COMPRESSION,
          ROW_GROUP_SIZE,
          FILE_SIZE,
          RESUME,
          BATCH_SIZE,
          RETRY_BAD,
          PREVIEW,
          TENSORBOARD,
          TENSORBOARD_RECORDS,
          BAD_RECORDS,
          MAX_BAD_RATIO,
          MAX_PIXELS);

  /** The keys of an unpooling, whose other parameters are in the table it reads. */
  private static final List<SpecKey<?>> UNPOOL =
      List.of(
          INPUT_PATH,
          OUTPUT_SIZE,
          OUTPUT_PATH,
          MODE,
          TABLE,
          ENCODING,
          FOOTER,
          PARTITION_BY,
          COMPRESSION,
          ROW_GROUP_SIZE,
          FILE_SIZE,
          BAD_RECORDS,
          MAX_BAD_RATIO);

  private final String path;
  private final String option;
  private final ValueType<T> type;
  private final boolean required;
  private final Optional<String> defaultText;
  private final String help;

  private SpecKey(
      String path,
      String option,
      ValueType<T> type,
      boolean required,
      String defaultText,
      String help) {
    this.path = path;
    this.option = option;
    this.type = type;
    this.required = required;
    this.defaultText = Optional.ofNullable(defaultText);
    this.help = help;
  }

  private static <T> SpecKey<T> key(
      String path, ValueType<T> type, String defaultText, String help) {
    return new SpecKey<>(path, optionOf(path), type, false, defaultText, help);
  }

  private static <T> SpecKey<T> required(String path, ValueType<T> type, String help) {
    return required(path, optionOf(path), type, help);
  }

  private static <T> SpecKey<T> required(
      String path, String option, ValueType<T> type, String help) {
    return new SpecKey<>(path, option, type, true, null, help);
  }

  private static String optionOf(String path) {
    return "--" + path.substring(path.indexOf('.') + 1);
  }

  /** Every key, in the order of the documentation. */
  public static List<SpecKey<?>> all() {
    return ALL;
  }

  /** The keys of an unpooling, in the order of the documentation. */
  public static List<SpecKey<?>> unpool() {
    return UNPOOL;
  }

  /** Where it stands in a spec, e.g. {@code "pool.kernel-size"}. */
  public String path() {
    return path;
  }

  /** Its last name, e.g. {@code "kernel-size"}. */
  String name() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** The section it belongs to, e.g. {@code "pool"}; empty for the keys outside of any. */
  public String section() {
    return path.substring(0, Math.max(0, path.indexOf('.')));
  }

  /** Its option, e.g. {@code "--kernel-size"}: the last name, with two exceptions. */
  public String option() {
    return option;
  }

  /** How the option is given. */
  public Form form() {
    return type.form();
  }

  /** What stands for its value in a help text, e.g. {@code "INT|H,W"}. */
  public String placeholder() {
    return type.placeholder();
  }

  /** The default as an option would give it; empty where there is none, or it is null. */
  public Optional<String> defaultText() {
    return defaultText;
  }

  /** True where a job cannot do without it. */
  public boolean isRequired() {
    return required;
  }

  /** One sentence for {@code --help}. */
  public String help() {
    return help;
  }

  ValueType<T> type() {
    return type;
  }

  @Override
  public String toString() {
    return path;
  }
}
