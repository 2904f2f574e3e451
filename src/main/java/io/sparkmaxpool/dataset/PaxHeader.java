package io.sparkmaxpool.dataset;

import java.nio.charset.StandardCharsets;

/**
 * What a PAX header says of the member behind it, as far as it matters here.
 *
 * @param path its name, or null
 * @param size bytes of its data, or -1
 * @param isSparse whether its holes are left out
 */
record PaxHeader(String path, long size, boolean isSparse) {
  /** No word. */
  static final PaxHeader NONE = new PaxHeader(null, -1, false);

  private static final int MOST_DIGITS = 18;

  /** Reads the records of a header; null where they are not as POSIX has them. */
  static PaxHeader parse(byte[] bytes) {
    PaxHeader pax = NONE;
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int blank = indexOf(bytes, ' ', at, bytes.length);
      long length = blank < 0 ? -1 : number(bytes, at, blank);
      if (length <= blank - at || length > bytes.length - at) {
        return null;
      }
      int end = at + (int) length;
      int equals = indexOf(bytes, '=', blank, end);
      if (equals < 0 || bytes[end - 1] != '\n') {
        return null;
      }
      pax = pax.with(text(bytes, blank + 1, equals), bytes, equals + 1, end - 1);
      if (pax == null) {
        return null;
      }
      at = end;
    }
    return pax;
  }

  private PaxHeader with(String key, byte[] bytes, int from, int to) {
    if (key.startsWith("GNU.sparse.")) {
      return new PaxHeader(path, size, true);
    }
    return switch (key) {
      case "path" -> new PaxHeader(from == to ? null : text(bytes, from, to), size, isSparse);
      case "size" -> {
        long number = from == to ? -1 : number(bytes, from, to);
        yield from < to && number < 0 ? null : new PaxHeader(path, number, isSparse);
      }
      default -> this;
    };
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** A number of digits alone; -1 where it is none. */
  private static long number(byte[] bytes, int from, int to) {
    if (from == to || to - from > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      number = 10 * number + bytes[i] - '0';
    }
    return number;
  }
}
