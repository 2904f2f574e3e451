package io.sparkmaxpool.job;

/** The footer a spec asks for; {@link JobSpec#footer} is what it comes to. */
public enum FooterChoice {
  /** Arrow where one shape is certain and the encoding is a flat list, else none. */
  AUTO("auto"),
  /** A fixed-shape tensor for Arrow readers. */
  ARROW("arrow"),
  /** A plain list. */
  NONE("none");

  private final String label;

  FooterChoice(String label) {
    this.label = label;
  }

  /** The word in a job spec, e.g. {@code "auto"}. */
  public String label() {
    return label;
  }
}
