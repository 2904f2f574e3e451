package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** The dataset formats, a row each: how files are listed, and how a split of them is read. */
public enum DatasetFormat {
  /** CIFAR-10's binary version: files of 3073-byte records. */
  CIFAR10(
      "cifar10",
      Holds.IMAGES,
      CifarLister::cifar10,
      CifarReader::new,
      CifarLayout.CIFAR_10::isLike),

  /** CIFAR-100's binary version: files of 3074-byte records. */
  CIFAR100(
      "cifar100",
      Holds.IMAGES,
      CifarLister::cifar100,
      CifarReader::new,
      CifarLayout.CIFAR_100::isLike,
      CifarLister.LABEL),

  /** Encoded images in class directories, torchvision's ImageFolder. */
  IMAGE_FOLDER(
      "image-folder",
      Holds.IMAGES,
      ImageFolderLister::list,
      ImageFolderReader::new,
      ImageFolderLister::isLike,
      ImageFolderLister.CLASSES,
      FormatOptions.LABELS),

  /** Arrays in IDX files, as MNIST has them: a stack of pictures each, with labels beside it. */
  MNIST("mnist", Holds.EITHER, IdxLister::list, IdxReader::new, IdxLister::isLike),

  /** Arrays in NumPy's {@code .npy} and {@code .npz} files: a stack of records each, or one. */
  NPY(
      "npy",
      Holds.ARRAYS,
      NpyLister::list,
      NpyReader::new,
      NpyLister::isLike,
      NpyArrays.IMAGES,
      FormatOptions.LABELS),

  /** WebDataset's shards: tar files of samples, each an image and its label. */
  WEBDATASET(
      "webdataset",
      Holds.EITHER,
      WebDatasetLister::list,
      WebDatasetReader::new,
      WebDatasetLister::isLike,
      WebDatasetLister.IMAGE,
      WebDatasetLister.LABEL,
      WebDatasetLister.LABEL_FIELD),

  /** Files of {@code tf.train.Example} records with an image, encoded or as its elements. */
  TFRECORD(
      "tfrecord",
      Holds.EITHER,
      TfRecordLister::list,
      TfRecordReader::new,
      TfRecordLister::isLike,
      ExampleRecords.OPTIONS);

  /** What a format itself says about its records. */
  private enum Holds {
    /** Pictures: uint8, channels first. */
    IMAGES,
    /** Arrays of any dtype and shape, whose axes can be said. */
    ARRAYS,
    /** Either, as the files tell. */
    EITHER
  }

  private interface Lister {
    Listing list(Inputs inputs, ListOptions options) throws IOException;
  }

  private interface Opener {
    RecordReader open(Split split, ReadOptions options);
  }

  private interface Likeness {
    /** Whether a file that looks like this is one of the format. */
    boolean isOf(FileStart file);
  }

  /** The columns of a record that cost something to fill. */
  public enum Column {
    IMAGE,
    BAD_RECORD,
    /** What an image's header says, for a listing; the image itself is not decoded for it. */
    HEADER
  }

  /**
   * How to list.
   *
   * @param layout the axes of {@code npy} files, where they are not by rank
   * @param options the format's own
   * @param conf the file systems' configuration
   */
  public record ListOptions(Optional<Layout> layout, FormatOptions options, Configuration conf) {}

  /**
   * How to read.
   *
   * @param columns what is asked for; without any of them, images are not looked at
   * @param maxPixels the largest image to accept, in pixels
   * @param conf the file systems' configuration
   */
  public record ReadOptions(Set<Column> columns, long maxPixels, Configuration conf) {
    /** Whether images are decoded, be it only to see whether they are bad. */
    boolean wantsPixels() {
      return columns.contains(Column.IMAGE) || columns.contains(Column.BAD_RECORD);
    }
  }

  private final String label;
  private final Holds holds;
  private final Lister lister;
  private final Opener opener;
  private final Likeness likeness;
  private final List<String> options;

  DatasetFormat(
      String label,
      Holds holds,
      Lister lister,
      Opener opener,
      Likeness likeness,
      String... options) {
    this.label = label;
    this.holds = holds;
    this.lister = lister;
    this.opener = opener;
    this.likeness = likeness;
    this.options = List.of(options);
  }

  /** The format's name in specs and as a data source, e.g. {@code "image-folder"}. */
  public String label() {
    return label;
  }

  /** The names of its own options, in lower case. */
  public List<String> options() {
    return options;
  }

  /** Whether the order of its arrays' axes can be said. */
  public boolean takesLayout() {
    return holds == Holds.ARRAYS;
  }

  /** The dtype of all its records; empty where it is the files'. */
  public Optional<DType> dtype() {
    return holds == Holds.IMAGES ? Optional.of(DType.UINT8) : Optional.empty();
  }

  /** Whether a file that looks like this is one of the format. */
  boolean isLike(FileStart file) {
    return likeness.isOf(file);
  }

  /** As {@link #list(List, ListOptions)}, with nothing said. */
  public Listing list(List<String> paths, Configuration conf) throws IOException {
    return list(paths, new ListOptions(Optional.empty(), FormatOptions.NONE, conf));
  }

  /**
   * Lists a dataset; reads headers, no pixels.
   *
   * @param paths files, directories and globs of any Hadoop file system
   * @throws java.io.FileNotFoundException naming the path that does not exist or matches nothing
   * @throws InvalidOptionException if an option has a value that cannot be
   */
  public Listing list(List<String> paths, ListOptions options) throws IOException {
    return lister.list(Inputs.find(paths, options.conf()), options);
  }

  /** Opens a reader of one split; nothing is read before its first {@link RecordReader#next}. */
  public RecordReader open(Split split, ReadOptions options) {
    return opener.open(split, options);
  }
}
