package io.sparkmaxpool.job;

/** A column the table can be partitioned by. */
public enum PartitionColumn {
  /** The class index. */
  LABEL("label"),
  /** The class name. */
  LABEL_NAME("label_name");

  private final String label;

  PartitionColumn(String label) {
    this.label = label;
  }

  /** The word in a job spec, e.g. {@code "label"}. */
  public String label() {
    return label;
  }
}
