package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records of a TFRecord file, each a {@code tf.train.Example}: which of its features tell what.
 * Of several names, the first that a record has counts.
 *
 * @param image the image: encoded, or elements with a shape
 * @param label its class
 * @param labelName the class's name
 * @param shape the elements' extents
 * @param height their rows, where there is no shape
 * @param width their columns
 * @param channels their channels
 * @param bytesType what raw bytes are elements of
 * @param axes the order of the extents and of the elements, the slowest first
 * @param dtype of the dataset's first record, and so of its table; null where that is not known
 */
record ExampleRecords(
    List<String> image,
    List<String> label,
    List<String> labelName,
    List<String> shape,
    List<String> height,
    List<String> width,
    List<String> channels,
    DType bytesType,
    Axes axes,
    DType dtype)
    implements FileRecords {
  /** The names of the options. */
  static final String[] OPTIONS = {
    "image", "label", "label-name", "shape", "height", "width", "depth", "dtype", "axes"
  };

  /** Orders of a picture's axes. */
  enum Axes {
    HWC,
    CHW
  }

  /**
   * Records as the options say; by default they have the names that TensorFlow's own datasets and
   * examples have.
   *
   * @throws InvalidOptionException if an option has a value that cannot be
   */
  static ExampleRecords of(FormatOptions options) {
    if (options.value("image").filter(String::isBlank).isPresent()) {
      throw options.invalid("image", "it is the name of a feature");
    }
    return new ExampleRecords(
        names(options, "image", "image/encoded", "image", "image_raw", "jpg", "png"),
        names(options, "label", "image/class/label", "label"),
        names(options, "label-name", "image/class/text", "label_name", "class"),
        names(options, "shape", "image/shape", "shape"),
        names(options, "height", "image/height", "height"),
        names(options, "width", "image/width", "width"),
        names(options, "depth", "image/channels", "depth", "channels"),
        options.word("dtype", DType.UINT8),
        options.word("axes", Axes.HWC),
        null);
  }

  /** The name that an option gives, none where it is empty; else those that no other option has. */
  private static List<String> names(FormatOptions options, String option, String... usual) {
    Optional<String> given = options.value(option).map(String::strip);
    if (given.isPresent()) {
      return given.get().isEmpty() ? List.of() : List.of(given.get());
    }
    List<String> names = new ArrayList<>(List.of(usual));
    Arrays.stream(OPTIONS).flatMap(other -> options.value(other).stream()).forEach(names::remove);
    return List.copyOf(names);
  }

  /** The same where the first record is of a dtype. */
  ExampleRecords of(DType first) {
    return new ExampleRecords(
        image, label, labelName, shape, height, width, channels, bytesType, axes, first);
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public Content content() {
    return dtype == null ? Content.IMAGES : contentOf(dtype);
  }

  /** What is stored as uint8 is pictures, all else is what was computed. */
  static Content contentOf(DType dtype) {
    return dtype == DType.UINT8 ? Content.IMAGES : Content.ARRAYS;
  }

  @Override
  public Keys keys() {
    return Keys.NUMBERED;
  }
}
