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
  CIFAR10("cifar10", Content.IMAGES, Cifar10Lister::list, Cifar10Reader::new),

  /** Encoded images in class directories, torchvision's ImageFolder. */
  IMAGE_FOLDER("image-folder", Content.IMAGES, ImageFolderLister::list, ImageFolderReader::new),

  /** Arrays in NumPy's {@code .npy} files: a stack of records each, or one record. */
  NPY("npy", Content.ARRAYS, NpyLister::list, NpyReader::new);

  /** What the format itself says about all records. */
  private enum Content {
    /** Of uint8, channels first. */
    IMAGES,
    /** Of any dtype and shape. */
    ARRAYS
  }

  private interface Lister {
    Listing list(Inputs inputs, ListOptions options) throws IOException;
  }

  private interface Opener {
    RecordReader open(Split split, ReadOptions options);
  }

  /** The columns of a record that cost something to fill. */
  public enum Column {
    IMAGE,
    BAD_RECORD
  }

  /**
   * How to list.
   *
   * @param layout the axes of {@code npy} files, where they are not by rank
   * @param conf the file systems' configuration
   */
  public record ListOptions(Optional<Layout> layout, Configuration conf) {}

  /**
   * How to read.
   *
   * @param columns what is asked for; without any of them, images are not decoded
   * @param maxPixels the largest image to accept, in pixels
   * @param conf the file systems' configuration
   */
  public record ReadOptions(Set<Column> columns, long maxPixels, Configuration conf) {}

  private final String label;
  private final Content content;
  private final Lister lister;
  private final Opener opener;

  DatasetFormat(String label, Content content, Lister lister, Opener opener) {
    this.label = label;
    this.content = content;
    this.lister = lister;
    this.opener = opener;
  }

  /** The format's name in specs and as a data source, e.g. {@code "image-folder"}. */
  public String label() {
    return label;
  }

  /** Whether the order of its arrays' axes can be said. */
  public boolean takesLayout() {
    return content == Content.ARRAYS;
  }

  /** The dtype of all its records; empty where it is the files'. */
  public Optional<DType> dtype() {
    return content == Content.ARRAYS ? Optional.empty() : Optional.of(DType.UINT8);
  }

  /** As {@link #list(List, ListOptions)}, with nothing said. */
  public Listing list(List<String> paths, Configuration conf) throws IOException {
    return list(paths, new ListOptions(Optional.empty(), conf));
  }

  /**
   * Lists a dataset; reads headers, no pixels.
   *
   * @param paths files, directories and globs of any Hadoop file system
   * @throws java.io.FileNotFoundException naming the path that does not exist or matches nothing
   */
  public Listing list(List<String> paths, ListOptions options) throws IOException {
    return lister.list(Inputs.find(paths, options.conf()), options);
  }

  /** Opens a reader of one split; nothing is read before its first {@link RecordReader#next}. */
  public RecordReader open(Split split, ReadOptions options) {
    return opener.open(split, options);
  }
}
