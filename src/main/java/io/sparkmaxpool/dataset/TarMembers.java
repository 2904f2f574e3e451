package io.sparkmaxpool.dataset;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

/**
 * The members of a tar archive, one after the other: V7, ustar, GNU and PAX. An archive ends with a
 * block of zeros; of one that ends behind a member without it {@link #isEndMarked} tells. What else
 * is wrong with its frame is a {@link MalformedRecordException}, behind which nothing can be read.
 *
 * <p>Headers are parsed by commons-compress. Its stream of members is not used: it calls itself for
 * each long name in a row, keeps names of any length, and takes half a header for the end.
 */
final class TarMembers implements Closeable {
  /** The most bytes of a name, and of other words about a member, that are kept. */
  private static final int LONGEST_NAME = 1 << 16;

  private static final int LONGEST_PAX = 1 << 20;
  private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;

  /** Bytes of a good buffer to read ahead into. */
  static final int BUFFER = 1 << 18;

  private static final int IS_EXTENDED_IN_HEADER = 482;
  private static final int IS_EXTENDED = 504;
  private static final ZipEncoding UTF_8 = ZipEncodingHelper.getZipEncoding("UTF-8");

  private final String location;
  private final ForwardInput input;
  private final byte[] block = new byte[BLOCK];
  private long position;
  private long next;
  private boolean isOver;
  private boolean isEndMarked;

  /**
   * The archive of an unpacked stream, which is closed with it.
   *
   * @param buffer to read ahead into; an empty one where what is ahead may be damaged
   */
  TarMembers(String location, InputStream stream, byte[] buffer) {
    this.location = location;
    this.input = new ForwardInput(stream, 0, buffer);
  }

  /** Whether a file that begins with these bytes is a tar archive. */
  static boolean isHeader(byte[] start) {
    return start.length >= BLOCK && start[0] != 0 && hasChecksum(Arrays.copyOf(start, BLOCK));
  }

  /** Whether the end that {@link #next} told of is marked as such. */
  boolean isEndMarked() {
    return isEndMarked;
  }

  /** The byte at which the next member's header has to be. */
  long position() {
    return next;
  }

  /**
   * Goes on to the next member.
   *
   * @return null at the end
   */
  TarMember next() throws IOException, MalformedRecordException {
    if (isOver) {
      return null;
    }
    skipTo(next);
    String longName = null;
    PaxHeader pax = PaxHeader.NONE;
    while (true) {
      long at = next;
      if (!readHeader(at)) {
        isOver = true;
        return null;
      }
      TarArchiveEntry entry = parse(at);
      byte type = entry.getLinkFlag();
      long length = pax.size() >= 0 && !isExtension(type) ? pax.size() : entry.getSize();
      long dataAt = at + BLOCK;
      if (type == TarConstants.LF_GNUTYPE_SPARSE) {
        dataAt = passSparseMap(dataAt);
      }
      next = behind(at, dataAt, hasData(type, length) ? length : 0);
      switch (type) {
        case TarConstants.LF_GNUTYPE_LONGNAME -> longName = text(at, length, LONGEST_NAME);
        case TarConstants.LF_PAX_EXTENDED_HEADER_LC, TarConstants.LF_PAX_EXTENDED_HEADER_UC ->
            pax = pax(at, length);
        case TarConstants.LF_GNUTYPE_LONGLINK, TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER -> {}
        default -> {
          String name = pax.path() != null ? pax.path() : longName;
          return member(name == null ? entry.getName() : name, at, dataAt, length, type, pax);
        }
      }
      skipTo(next);
    }
  }

  /** All bytes of the member that {@link #next} gave last; memory grows as they come. */
  byte[] read(TarMember member) throws IOException, MalformedRecordException {
    long length = member.length();
    byte[] bytes = new byte[(int) Math.min(length, ForwardInput.PIECE)];
    int filled = 0;
    while (filled < length) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
      }
      filled += read(member, bytes, filled);
    }
    return bytes;
  }

  /**
   * Reads on in the member that {@link #next} gave last, up to the array's end or the member's.
   *
   * @return how many bytes; 0 at the member's end
   */
  int read(TarMember member, byte[] target, int from) throws IOException, MalformedRecordException {
    long left = member.dataAt() + member.length() - position;
    int wanted = (int) Math.min(target.length - from, left);
    int count = input.read(target, from, wanted);
    position += count;
    if (count < wanted) {
      throw truncated(member.toString(), member.dataAt(), member.length());
    }
    return count;
  }

  private static TarMember member(
      String name, long at, long dataAt, long length, byte type, PaxHeader pax) {
    boolean isFile =
        switch (type) {
          case TarConstants.LF_OLDNORM -> !name.endsWith("/");
          case TarConstants.LF_NORMAL, TarConstants.LF_CONTIG, TarConstants.LF_GNUTYPE_SPARSE ->
              true;
          default -> false;
        };
    boolean isSparse = type == TarConstants.LF_GNUTYPE_SPARSE || pax.isSparse();
    TarMember.Kind kind = isSparse ? TarMember.Kind.SPARSE_FILE : TarMember.Kind.FILE;
    return new TarMember(name, at, dataAt, length, isFile ? kind : TarMember.Kind.NO_FILE);
  }

  /** Whether data follow a header: a link or a directory may tell of a size without any. */
  private static boolean hasData(byte type, long length) {
    return length > 0 && (type < TarConstants.LF_LINK || type > TarConstants.LF_FIFO);
  }

  private static boolean isExtension(byte type) {
    return switch (type) {
      case TarConstants.LF_GNUTYPE_LONGNAME,
          TarConstants.LF_GNUTYPE_LONGLINK,
          TarConstants.LF_PAX_EXTENDED_HEADER_LC,
          TarConstants.LF_PAX_EXTENDED_HEADER_UC,
          TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER ->
          true;
      default -> false;
    };
  }

  private boolean readHeader(long at) throws IOException, MalformedRecordException {
    int count = readBlock();
    if (count == 0 && at > 0) {
      return false;
    }
    if (count < BLOCK) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "%s ends %d bytes into the tar header at byte %d".formatted(location, count, at));
    }
    if (isZero(BLOCK)) {
      isEndMarked = true;
      passRest(at);
      return false;
    }
    return true;
  }

  /** Behind the end nothing but zeros may stand; what compressed it checks its sum there. */
  private void passRest(long end) throws IOException, MalformedRecordException {
    int count = readBlock();
    while (count > 0) {
      if (!isZero(count)) {
        throw new MalformedRecordException(
            BadRecord.Fault.CORRUPT,
            "%s: the archive ends at byte %d, but at byte %d more than zeros follow: they are not read"
                .formatted(location, end, position - count));
      }
      count = readBlock();
    }
  }

  private int readBlock() throws IOException {
    int count = input.read(block, 0, BLOCK);
    position += count;
    return count;
  }

  private boolean isZero(int count) {
    for (int i = 0; i < count; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private TarArchiveEntry parse(long at) throws MalformedRecordException {
    if (!hasChecksum(block)) {
      throw corrupt("no tar header at byte %d: its checksum is not that of its bytes", at);
    }
    try {
      return new TarArchiveEntry(Map.of(), block, UTF_8, true);
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt("the tar header at byte %d has a number that is none", at);
    }
  }

  private static boolean hasChecksum(byte[] block) {
    try {
      return TarUtils.verifyCheckSum(block);
    } catch (IllegalArgumentException e) {
      // There is no number where it should be.
      return false;
    }
  }

  /** GNU's old way has blocks of it between the header and the data. */
  private long passSparseMap(long from) throws IOException, MalformedRecordException {
    long dataAt = from;
    boolean goesOn = block[IS_EXTENDED_IN_HEADER] != 0;
    while (goesOn) {
      if (readBlock() < BLOCK) {
        throw truncated("the map of a sparse file", dataAt, BLOCK);
      }
      dataAt += BLOCK;
      goesOn = block[IS_EXTENDED] != 0;
    }
    return dataAt;
  }

  /** The byte behind a member's last block. */
  private long behind(long at, long dataAt, long length) throws MalformedRecordException {
    if (length > Long.MAX_VALUE - dataAt - BLOCK) {
      throw corrupt("the tar header at byte %d has a size beyond every file", at);
    }
    return dataAt + (length + BLOCK - 1) / BLOCK * BLOCK;
  }

  private byte[] words(long at, long length, int most)
      throws IOException, MalformedRecordException {
    if (length > most) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%s: the tar header at byte %d has words of %d bytes: at most %d are read"
              .formatted(location, at, length, most));
    }
    byte[] words = new byte[(int) length];
    int count = input.read(words, 0, words.length);
    position += count;
    if (count < length) {
      throw truncated("a name", at + BLOCK, length);
    }
    return words;
  }

  /** A text that ends at its first zero. */
  private String text(long at, long length, int most) throws IOException, MalformedRecordException {
    byte[] words = words(at, length, most);
    int end = 0;
    while (end < words.length && words[end] != 0) {
      end++;
    }
    return new String(words, 0, end, StandardCharsets.UTF_8);
  }

  private PaxHeader pax(long at, long length) throws IOException, MalformedRecordException {
    PaxHeader pax = PaxHeader.parse(words(at, length, LONGEST_PAX));
    if (pax == null) {
      throw corrupt("the PAX header at byte %d is not made of '<length> <key>=<value>'", at);
    }
    if (pax.path() != null && pax.path().length() > LONGEST_NAME) {
      throw corrupt("the PAX header at byte %d has a name beyond every path", at);
    }
    return pax;
  }

  /** Goes on; a stream may skip beyond its end, so the last byte is read. */
  private void skipTo(long target) throws IOException, MalformedRecordException {
    if (target == position) {
      return;
    }
    boolean isThere;
    try {
      input.skipTo(target - 1);
      isThere = input.read(block, 0, 1) == 1;
    } catch (EOFException e) {
      isThere = false;
    }
    if (!isThere) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "%s ends before byte %d, to which the member before it goes".formatted(location, target));
    }
    position = target;
  }

  private MalformedRecordException truncated(String what, long from, long length) {
    return new MalformedRecordException(
        BadRecord.Fault.TRUNCATED,
        "%s ends at byte %d: %s has %d bytes from byte %d on"
            .formatted(location, position, what, length, from));
  }

  private MalformedRecordException corrupt(String message, long at) {
    return new MalformedRecordException(
        BadRecord.Fault.CORRUPT, location + ": " + message.formatted(at));
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
