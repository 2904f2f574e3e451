package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.MalformedNpyException;
import io.sparkmaxpool.tensor.NpyHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** Looks into {@code .npy} files and {@code .npz} archives for arrays of records and of labels. */
final class NpyArrays {
  static final String IMAGES = "images";

  private final DatasetFormat.ListOptions options;

  NpyArrays(DatasetFormat.ListOptions options) {
    this.options = options;
  }

  /**
   * What a file turned out to hold.
   *
   * @param packing how its array of records lies in it
   */
  record Looked(FileRecords records, Packing packing) {
    Looked(FileRecords records) {
      this(records, Packing.NONE);
    }
  }

  /** An array's header, and where the array is. */
  private record Found(String location, String name, NpzArchive.Member member, NpyHeader header) {}

  /**
   * Looks into a file.
   *
   * @throws InvalidOptionException if it has several arrays that could be meant
   * @throws IOException if the storage fails
   */
  Looked look(Storage.FoundFile file) throws IOException {
    String location = file.location();
    try {
      byte[] start = start(location, Packing.NONE);
      if (NpzArchive.isZip(start)) {
        return archive(file);
      }
      NpzArchive.Member whole = new NpzArchive.Member(Packing.NONE, file.length(), 0);
      Found images = array(location, location, whole, start);
      NpyRecords records = records(images);
      Optional<String> labels = options.options().value(FormatOptions.LABELS);
      return new Looked(
          labels.isPresent() ? records.with(labelsBeside(images, records, labels.get())) : records);
    } catch (MalformedRecordException e) {
      return new Looked(
          new FileRecords.Refused(e.fault(), e.getMessage(), FileRecords.Content.ARRAYS));
    } catch (MalformedStreamException e) {
      return new Looked(
          new FileRecords.Refused(e.fault(), e.getMessage(), FileRecords.Content.ARRAYS));
    } catch (IOException e) {
      return new Looked(FileRecords.Refused.unreadable(location, e));
    }
  }

  private Looked archive(Storage.FoundFile file) throws IOException, MalformedRecordException {
    String location = file.location();
    Map<String, NpzArchive.Member> members =
        NpzArchive.members(Storage.at(location, options.conf()), file);
    Optional<String> named = options.options().value(IMAGES);
    Found images =
        named.isPresent()
            ? member(location, members, named.get(), IMAGES)
            : onlyOne(location, members);
    NpyRecords records = records(images);
    Optional<String> labels = options.options().value(FormatOptions.LABELS);
    if (labels.isPresent()) {
      Found found = member(location, members, labels.get(), FormatOptions.LABELS);
      records = records.with(labels(found, images, records));
      requireIntact(found);
    }
    Packing packing = images.member().packing();
    return new Looked(packing.canSeek() ? records : records.packed(images.member().crc()), packing);
  }

  /** Labels are few bytes: they are all read once, for their CRC, before any is believed. */
  private void requireIntact(Found labels) throws IOException, MalformedRecordException {
    NpzArchive.Member member = labels.member();
    CRC32 crc = new CRC32();
    long length = 0;
    byte[] piece = new byte[1 << 16];
    Storage storage = Storage.at(labels.location(), options.conf());
    try (InputStream stream = member.packing().open(storage, labels.location(), 0)) {
      while (length < member.length()) {
        int wanted = (int) Math.min(piece.length, member.length() - length);
        int count = stream.readNBytes(piece, 0, wanted);
        crc.update(piece, 0, count);
        length += count;
        if (count < wanted) {
          break;
        }
      }
    }
    if (length < member.length() || crc.getValue() != member.crc()) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "labels %s are not the %d bytes of CRC-32 %08X that the archive says"
              .formatted(labels.name(), member.length(), member.crc()));
    }
  }

  /** The array of an archive that can hold records, where it is one. */
  private Found onlyOne(String location, Map<String, NpzArchive.Member> members)
      throws IOException, MalformedRecordException {
    List<String> names = new ArrayList<>();
    Found only = null;
    for (String name : members.keySet()) {
      Found found = array(location, location + ": " + name, members.get(name));
      int rank = found.header().shape().size();
      if (options.layout().map(layout -> layout.rank() == rank).orElse(rank == 3 || rank == 4)) {
        names.add(name);
        only = found;
      }
    }
    if (names.size() > 1) {
      throw new InvalidOptionException(
          "%s: not given, and %s has %s: say which array holds the records"
              .formatted(IMAGES, location, String.join(", ", names)));
    }
    if (only == null) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s has no array of records, of 3 or 4 axes or as a layout says: its arrays are %s"
              .formatted(location, members.keySet()));
    }
    return only;
  }

  private Found member(
      String location, Map<String, NpzArchive.Member> members, String name, String option)
      throws IOException, MalformedRecordException {
    if (!members.containsKey(name)) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s has no array %s, as option %s says: its arrays are %s"
              .formatted(location, name, option, members.keySet()));
    }
    return array(location, location + ": " + name, members.get(name));
  }

  private LabelArray labelsBeside(Found images, NpyRecords records, String name)
      throws IOException, MalformedRecordException {
    String location = Storage.at(images.location(), options.conf()).beside(images.location(), name);
    try {
      // How long the file is only reading tells; what it lacks is told record by record.
      NpzArchive.Member whole = new NpzArchive.Member(Packing.NONE, Long.MAX_VALUE, 0);
      return labels(array(location, location, whole), images, records);
    } catch (IOException e) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNREADABLE,
          "labels of %s: %s"
              .formatted(images.name(), RecordReader.unreadable(location, e).orElseThrow(() -> e)));
    }
  }

  private static LabelArray labels(Found labels, Found images, NpyRecords records)
      throws MalformedRecordException {
    NpyHeader header = labels.header();
    List<Long> shape = header.shape();
    boolean isColumn = shape.size() == 2 && shape.get(1) == 1;
    if (shape.size() != 1 && !isColumn || shape.get(0) != records.stack()) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "labels %s have shape %s: one a record is wanted, [%d] or [%d, 1], for %s"
              .formatted(labels.name(), shape, records.stack(), records.stack(), images.name()));
    }
    if (header.dtype().isFloating()) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "labels %s are %s: integers are read".formatted(labels.name(), header.dtype()));
    }
    return new LabelArray(
        labels.location(),
        labels.member().packing(),
        labels.name(),
        header.dataOffset(),
        header.dtype(),
        header.byteOrder() == ByteOrder.BIG_ENDIAN);
  }

  private NpyRecords records(Found images) throws MalformedRecordException {
    try {
      return NpyRecords.of(images.header(), options.layout(), images.member().length());
    } catch (MalformedRecordException e) {
      throw new MalformedRecordException(e.fault(), images.name() + ": " + e.getMessage());
    }
  }

  private Found array(String location, String name, NpzArchive.Member member)
      throws IOException, MalformedRecordException {
    return array(location, name, member, start(location, member.packing()));
  }

  private static Found array(String location, String name, NpzArchive.Member member, byte[] start)
      throws MalformedRecordException {
    try {
      return new Found(location, name, member, NpyHeader.parse(start));
    } catch (MalformedNpyException e) {
      throw MalformedRecordException.of(name + ": ", e);
    }
  }

  private byte[] start(String location, Packing packing) throws IOException {
    try (InputStream stream = packing.open(Storage.at(location, options.conf()), location, 0)) {
      return stream.readNBytes(NpyHeader.LONGEST);
    }
  }
}
