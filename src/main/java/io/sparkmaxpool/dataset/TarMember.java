package io.sparkmaxpool.dataset;

/**
 * One member of a tar archive.
 *
 * @param name its path, as the archive has it
 * @param at the byte of its header, in the unpacked stream
 * @param dataAt the byte at which its data begin
 * @param length bytes of its data, as the header claims
 * @param kind what it is
 */
record TarMember(String name, long at, long dataAt, long length, Kind kind) {
  /** What a member can be. */
  enum Kind {
    /** A file. */
    FILE,
    /** A file whose holes are left out. */
    SPARSE_FILE,
    /** A directory, a link, a device, or what a later tar knows. */
    NO_FILE
  }

  /** What messages call it. */
  @Override
  public String toString() {
    return "member '%s' at byte %d".formatted(name, at);
  }
}
