package io.sparkmaxpool.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

/**
 * The entries of a tar archive in one pass, with the bytes at which their data begin. Headers are
 * parsed by commons-compress. Its own stream is not used: it keeps a long name or a PAX header of
 * any length in memory, takes an archive that ends between two entries for whole, and does not say
 * where data begin.
 *
 * <p>What is wrong with the archive is a {@link MalformedStreamException}; any other exception is
 * the storage's.
 */
final class TarEntries {
  static final int BLOCK = 512;

  /** Bytes of the longest name, or header of extensions, that is read. */
  static final int LONGEST_HEADER = 1 << 16;

  private static final ZipEncoding UTF_8 = ZipEncodingHelper.getZipEncoding("UTF-8");

  /**
   * An entry.
   *
   * @param name as it is stored
   * @param size bytes of its data
   * @param start the byte of the archive at which they begin
   * @param isFile whether it is a plain file, stored without holes
   */
  record Entry(String name, long size, long start, boolean isFile) {}

  private final InputStream stream;
  private final String location;
  private final byte[] header = new byte[BLOCK];
  private long position;
  private long left;
  private long padding;
  private String longName;
  private Optional<Long> longSize = Optional.empty();

  /**
   * The entries of an archive.
   *
   * @param stream its unpacked bytes, from the first on
   * @param location for messages
   */
  TarEntries(InputStream stream, String location) {
    this.stream = stream;
    this.location = location;
  }

  /** Whether a file that begins with these bytes is a tar archive. */
  static boolean isHeader(byte[] start) {
    return start.length >= BLOCK && start[0] != 0 && hasCheckSum(start);
  }

  private static boolean hasCheckSum(byte[] block) {
    try {
      return TarUtils.verifyCheckSum(block);
    } catch (IllegalArgumentException e) {
      // No number stands where one should.
      return false;
    }
  }

  /** The next entry; empty at the archive's end, which is gone through to its last byte. */
  Optional<Entry> next() throws IOException {
    longName = null;
    longSize = Optional.empty();
    while (true) {
      skip(left + padding);
      left = 0;
      padding = 0;
      long at = position;
      readHeader();
      if (isZero()) {
        drain();
        return Optional.empty();
      }
      TarArchiveEntry entry = parsed(at);
      left = entry.getSize();
      if (entry.isPaxHeader()) {
        readExtensions(at);
      } else if (entry.isGNULongNameEntry()) {
        byte[] name = readSmall(at);
        longName = text(name, 0, name.length);
      } else if (!entry.isGlobalPaxHeader() && !entry.isGNULongLinkEntry()) {
        left = longSize.orElse(left);
        padding = padding(left);
        return Optional.of(
            new Entry(
                longName == null ? entry.getName() : longName,
                left,
                position,
                entry.isFile() && !entry.isLink() && !entry.isSymbolicLink() && !entry.isSparse()));
      }
      padding = padding(left) + padding;
    }
  }

  /** Reads on in the entry's data: {@code length} bytes, or fewer at their end. */
  int read(byte[] target, int length) throws IOException {
    int wanted = (int) Math.min(length, left);
    int count = stream.readNBytes(target, 0, wanted);
    position += count;
    left -= count;
    if (count < wanted) {
      throw ended();
    }
    return count;
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private void readHeader() throws IOException {
    int count = stream.readNBytes(header, 0, BLOCK);
    position += count;
    if (count < BLOCK) {
      throw ended();
    }
  }

  private boolean isZero() {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads what follows the archive's end, so that a checksum behind it is looked at. */
  private void drain() throws IOException {
    byte[] rest = new byte[1 << 13];
    for (int count = 0; count >= 0; count = stream.read(rest)) {
      position += count;
    }
  }

  private TarArchiveEntry parsed(long at) throws IOException {
    if (!hasCheckSum(header)) {
      throw corrupt(at, "no header of a tar entry");
    }
    TarArchiveEntry entry;
    try {
      entry = new TarArchiveEntry(header, UTF_8, true);
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(at, "a header of a tar entry that is not valid: " + e.getMessage());
    }
    if (entry.getSize() < 0 || entry.getSize() > Long.MAX_VALUE - BLOCK) {
      throw corrupt(at, "a tar entry of %d bytes".formatted(entry.getSize()));
    }
    return entry;
  }

  /** The data of an entry that says something of the next one. */
  private byte[] readSmall(long at) throws IOException {
    if (left > LONGEST_HEADER) {
      throw corrupt(
          at, "a tar header of %d bytes: at most %d are accepted".formatted(left, LONGEST_HEADER));
    }
    byte[] data = new byte[(int) left];
    padding = padding(left);
    read(data, data.length);
    return data;
  }

  /** PAX: lines of {@code <bytes of the line> <name>=<value>}. */
  private void readExtensions(long at) throws IOException {
    byte[] data = readSmall(at);
    for (int line = 0; line < data.length; ) {
      int blank = line;
      int length = 0;
      while (blank < data.length && data[blank] >= '0' && data[blank] <= '9' && length < 1 << 20) {
        length = length * 10 + data[blank++] - '0';
      }
      if (blank == data.length
          || data[blank] != ' '
          || length <= blank + 1 - line
          || length > data.length - line) {
        throw corrupt(at, "a PAX header whose line at %d is none".formatted(line));
      }
      String pair = text(data, blank + 1, line + length - 1);
      if (pair.startsWith("path=")) {
        longName = pair.substring(5);
      } else if (pair.startsWith("size=")) {
        longSize = Optional.of(size(pair.substring(5), at));
      } else if (pair.startsWith("GNU.sparse.")) {
        throw new MalformedStreamException(
            BadRecord.Fault.UNSUPPORTED,
            "%s has a sparse file at byte %d, which is not read".formatted(location, at));
      }
      line += length;
    }
  }

  private long size(String text, long at) throws IOException {
    try {
      long size = Long.parseLong(text);
      if (size >= 0 && size <= Long.MAX_VALUE - BLOCK) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw corrupt(at, "a PAX header with the size '%s'".formatted(text));
  }

  /** Text up to a NUL or an end. */
  private static String text(byte[] data, int start, int end) {
    int stop = start;
    while (stop < end && data[stop] != 0) {
      stop++;
    }
    return new String(data, start, stop - start, StandardCharsets.UTF_8);
  }

  private void skip(long bytes) throws IOException {
    try {
      stream.skipNBytes(bytes);
      position += bytes;
    } catch (EOFException e) {
      throw ended();
    }
  }

  private MalformedStreamException ended() {
    return new MalformedStreamException(
        BadRecord.Fault.TRUNCATED,
        "%s ends behind byte %d, before the end of the archive".formatted(location, position));
  }

  private MalformedStreamException corrupt(long at, String what) {
    return new MalformedStreamException(
        BadRecord.Fault.CORRUPT, "%s has at byte %d %s".formatted(location, at, what));
  }
}
