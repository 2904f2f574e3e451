package io.sparkmaxpool.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What a file shows at first sight, for {@link FormatDetector}.
 *
 * @param name without its directory, in lower case
 * @param length bytes of the file
 * @param codec how it is compressed
 * @param bytes its first bytes, unpacked; at most {@link #MOST}
 */
record FileStart(String name, long length, Packing.Codec codec, byte[] bytes) {
  /** A tar header, and what a gzip member of it has. */
  static final int MOST = 1024;

  private static final int LONGEST_ENTRY = 100;

  /** Looks at a file; one that does not unpack shows nothing but its name. */
  static FileStart of(Storage.FoundFile file, Configuration conf) throws IOException {
    String location = file.location();
    Storage storage = Storage.at(location, conf);
    byte[] stored;
    try (InputStream stream = storage.open(location, 0)) {
      stored = stream.readNBytes(MOST);
    }
    Packing.Codec codec = Packing.Codec.of(stored);
    byte[] bytes = stored;
    if (codec != Packing.Codec.NONE) {
      try (InputStream stream = new Packing(codec, 0).open(storage, location, 0)) {
        bytes = stream.readNBytes(MOST);
      } catch (MalformedStreamException | EOFException e) {
        bytes = new byte[0];
      }
    }
    String path = file.path();
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return new FileStart(name, file.length(), codec, bytes);
  }

  /** Whether these are its first bytes. */
  boolean startsWith(byte... wanted) {
    return hasAt(0, wanted);
  }

  /** Whether these bytes stand at a position. */
  boolean hasAt(int at, byte... wanted) {
    return bytes.length >= at + wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  /** The name of the first entry of a tar archive; empty if it is none. */
  Optional<String> firstEntry() {
    int end = 0;
    while (end < Math.min(bytes.length, LONGEST_ENTRY) && bytes[end] != 0) {
      end++;
    }
    return isTar()
        ? Optional.of(new String(bytes, 0, end, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** Whether it is a tar archive of any kind, by the checksum of its first header. */
  boolean isTar() {
    return TarMembers.isHeader(bytes);
  }
}
