package io.sparkmaxpool.job;

/** The dataset formats; each is a Spark data source of the same name. */
public enum InputFormat {
  /** The binary version of CIFAR-10: records of a label byte and 3x32x32 pixels. */
  CIFAR10("cifar10"),
  /** Image files, classes by directory, as torchvision's {@code ImageFolder}. */
  IMAGE_FOLDER("image-folder");

  private final String label;

  InputFormat(String label) {
    this.label = label;
  }

  /** The word in a job spec and the name of the data source, e.g. {@code "cifar10"}. */
  public String label() {
    return label;
  }

  /** True where the format itself guarantees that all records have one shape. */
  public boolean isOneShape() {
    return switch (this) {
      case CIFAR10 -> true;
      case IMAGE_FOLDER -> false;
    };
  }
}
