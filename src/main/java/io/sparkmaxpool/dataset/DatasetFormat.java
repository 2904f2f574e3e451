package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** The dataset formats, a row each: how files are listed, and how a split of them is read. */
public enum DatasetFormat {
  /** CIFAR-10's binary version: files of 3073-byte records. */
  CIFAR10("cifar10", Shapes.ONE, Cifar10Lister::list, Cifar10Reader::new),

  /** Encoded images in class directories, torchvision's ImageFolder. */
  IMAGE_FOLDER("image-folder", Shapes.MANY, ImageFolderLister::list, ImageFolderReader::new);

  /** Whether the format itself guarantees that all records have one shape. */
  private enum Shapes {
    ONE,
    MANY
  }

  private interface Lister {
    Listing list(Inputs inputs, Configuration conf) throws IOException;
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
   * How to read.
   *
   * @param columns what is asked for; without any of them, images are not decoded
   * @param maxPixels the largest image to accept, in pixels
   * @param conf the file systems' configuration
   */
  public record ReadOptions(Set<Column> columns, long maxPixels, Configuration conf) {}

  private final String label;
  private final Shapes shapes;
  private final Lister lister;
  private final Opener opener;

  DatasetFormat(String label, Shapes shapes, Lister lister, Opener opener) {
    this.label = label;
    this.shapes = shapes;
    this.lister = lister;
    this.opener = opener;
  }

  /** The format's name in specs and as a data source, e.g. {@code "image-folder"}. */
  public String label() {
    return label;
  }

  /** True where the format itself guarantees that all records have one shape. */
  public boolean isOneShape() {
    return shapes == Shapes.ONE;
  }

  /**
   * Lists a dataset; reads headers of some files, no pixels.
   *
   * @param paths files, directories and globs of any Hadoop file system
   * @throws java.io.FileNotFoundException naming the path that does not exist or matches nothing
   */
  public Listing list(List<String> paths, Configuration conf) throws IOException {
    return lister.list(Inputs.find(paths, conf), conf);
  }

  /** Opens a reader of one split; nothing is read before its first {@link RecordReader#next}. */
  public RecordReader open(Split split, ReadOptions options) {
    return opener.open(split, options);
  }
}
