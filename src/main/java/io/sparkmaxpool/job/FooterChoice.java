package io.sparkmaxpool.job;

import io.sparkmaxpool.parquet.Footer;
import java.util.Optional;

/** The footer a spec asks for; {@link JobSpec#footer} is what it comes to. */
public enum FooterChoice {
  /** Arrow where one shape is certain and the encoding is a flat list, else none. */
  AUTO(null),
  /** A fixed-shape tensor for Arrow readers. */
  ARROW(Footer.ARROW),
  /** An {@code Array3D} for Hugging Face {@code datasets}. */
  HF(Footer.HF),
  /** A plain list. */
  NONE(Footer.NONE);

  private final Footer footer;

  FooterChoice(Footer footer) {
    this.footer = footer;
  }

  /** The choice of a footer, which leaves nothing to decide. */
  static FooterChoice of(Footer footer) {
    return switch (footer) {
      case ARROW -> ARROW;
      case HF -> HF;
      case NONE -> NONE;
    };
  }

  /** The word in a job spec, e.g. {@code "auto"}. */
  public String label() {
    return decided().map(Footer::label).orElse("auto");
  }

  /** The footer that is asked for; empty where that is left to the input. */
  public Optional<Footer> decided() {
    return Optional.ofNullable(footer);
  }
}
