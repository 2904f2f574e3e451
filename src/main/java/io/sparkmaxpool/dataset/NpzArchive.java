package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The directory of a {@code .npz} file: a zip archive of {@code .npy} files, an array each. */
final class NpzArchive {
  private static final String ENDING = ".npy";

  /**
   * An array in an archive.
   *
   * @param packing where it lies, and whether it is compressed
   * @param length bytes of its {@code .npy} file, unpacked, as the archive's directory says
   * @param crc CRC-32 of them
   */
  record Member(Packing packing, long length, long crc) {}

  private NpzArchive() {}

  /** Whether a file that begins with these bytes is a zip archive. */
  static boolean isZip(byte[] start) {
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && (start[2] == 3 && start[3] == 4 || start[2] == 5 && start[3] == 6);
  }

  /**
   * The arrays by name, in the order of the archive.
   *
   * @throws MalformedRecordException if the file is no archive that can be read
   * @throws IOException if the storage fails
   */
  static Map<String, Member> members(Storage storage, Storage.FoundFile file)
      throws IOException, MalformedRecordException {
    StoredChannel channel = new StoredChannel(storage, file.location(), file.length());
    try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
      Map<String, Member> members = new LinkedHashMap<>();
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (entry.getName().endsWith(ENDING)) {
          String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
          members.put(name, member(file, entry, zip));
        }
      }
      return members;
    } catch (IOException | IllegalArgumentException e) {
      if (channel.failure() != null) {
        throw channel.failure();
      }
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "%s: no zip archive that can be read: %s".formatted(file.location(), e.getMessage()));
    }
  }

  private static Member member(Storage.FoundFile file, ZipArchiveEntry entry, ZipFile zip)
      throws IOException, MalformedRecordException {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw unsupported(file, entry, "is encrypted");
    }
    // Asking for it has the local header read, which alone says where the data begin.
    zip.getRawInputStream(entry).close();
    if (entry.getMethod() == ZipEntry.STORED && entry.getSize() != entry.getCompressedSize()) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "%s: %s is stored in %d bytes, and has %d"
              .formatted(
                  file.location(), entry.getName(), entry.getCompressedSize(), entry.getSize()));
    }
    long start = entry.getDataOffset();
    Packing packing =
        switch (entry.getMethod()) {
          case ZipEntry.STORED -> new Packing(Packing.Codec.NONE, start);
          case ZipEntry.DEFLATED -> new Packing(Packing.Codec.DEFLATE, start);
          default -> throw unsupported(file, entry, "is packed by zip method " + entry.getMethod());
        };
    return new Member(packing, entry.getSize(), entry.getCrc());
  }

  private static MalformedRecordException unsupported(
      Storage.FoundFile file, ZipArchiveEntry entry, String what) {
    return new MalformedRecordException(
        BadRecord.Fault.UNSUPPORTED,
        "%s: %s %s: what numpy.savez and savez_compressed write is read"
            .formatted(file.location(), entry.getName(), what));
  }
}
