package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Names of local files as texts and back. A file's name is bytes; a JVM makes a text of them by its
 * locale's encoding, and where that has no character for a byte the text names no file. Such a file
 * is located by a {@code file:} URI, which has the bytes.
 */
final class LocalName {
  /** What a location that is no path begins with. */
  static final String SCHEME = "file:///";

  /** What a decoder puts for bytes that it cannot decode. */
  private static final char REPLACEMENT = '\uFFFD';

  private LocalName() {}

  /** The location of an absolute path that was found, for {@link #file} to open in any locale. */
  static String location(Path found) {
    String text = found.toString();
    return text.indexOf(REPLACEMENT) < 0 ? text : found.toUri().toString();
  }

  /** The file at a location. */
  static Path file(String location) {
    return location.startsWith(SCHEME) ? Path.of(URI.create(location)) : Path.of(location);
  }

  /** An absolute path that was found, as a text: UTF-8, and a byte that is none as {@code \xE9}. */
  static String text(Path found) {
    String text = found.toString();
    return text.indexOf(REPLACEMENT) < 0 ? text : utf8(bytes(found));
  }

  /** The bytes of a path; the one way to them is the URI. */
  private static byte[] bytes(Path path) {
    String escaped = path.toUri().getRawPath();
    // A directory's ends with a slash.
    int end = escaped.length() - (escaped.endsWith("/") ? 1 : 0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end);
    for (int i = 0; i < end; i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  private static String utf8(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    StringBuilder text = new StringBuilder(bytes.length);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      text.append(out.flip());
      out.clear();
      if (!result.isMalformed()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        text.append("\\x%02X".formatted(in.get() & 0xFF));
      }
    }
  }
}
