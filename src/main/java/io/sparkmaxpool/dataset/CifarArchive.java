package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * An archive of CIFAR's binary version, as it is downloaded. It is gone through once; each {@code
 * *.bin} in it is a file of its own, with a key below the archive's. Of two of one name the later
 * counts, as when they are unpacked.
 *
 * <p>Of damaged data, the records before the damage are read, and the next one is bad. Of these and
 * all other things that are wrong with the archive, so that something in it may not have been
 * found, one bad record with the archive's key tells.
 */
final class CifarArchive {
  /** Files of records and names in it, more than any has. */
  private static final int MOST_FILES = 256;

  private static final byte[] NO_BUFFER = {};

  private final Storage.FoundFile archive;
  private final String key;
  private final CifarLayout layout;
  private final int label;
  private final Packing.Codec codec;
  private final Map<String, InputFile> files = new TreeMap<>();
  private final Map<String, List<String>> namesByDirectory = new HashMap<>();
  private final List<FileRecords.Refused> faults = new ArrayList<>();
  private boolean hasPickles;

  CifarArchive(
      Storage.FoundFile archive, String key, CifarLayout layout, int label, Packing.Codec codec) {
    this.archive = archive;
    this.key = key;
    this.layout = layout;
    this.label = label;
    this.codec = codec;
  }

  /** The files in it, by name, and what is wrong with it. */
  List<InputFile> files(Configuration conf) throws IOException {
    String location = archive.location();
    // Never read ahead, as its records are: what is found before a damage is what can be read.
    try (TarMembers members =
        new TarMembers(
            location,
            new Packing(codec, 0).open(Storage.at(location, conf), location, 0),
            NO_BUFFER)) {
      TarMember member = members.next();
      while (member != null && take(member, members)) {
        member = members.next();
      }
      if (member == null && !members.isEndMarked()) {
        faults.add(
            new FileRecords.Refused(
                BadRecord.Fault.TRUNCATED,
                "%s ends at byte %d, without the mark of an archive's end"
                    .formatted(location, members.position())));
      }
    } catch (MalformedStreamException e) {
      if (e.fault() == BadRecord.Fault.CORRUPT) {
        // Its checksum is wrong, and so is any of the records that were read.
        files.clear();
      }
      faults.add(new FileRecords.Refused(e.fault(), e.getMessage()));
    } catch (MalformedRecordException e) {
      faults.add(new FileRecords.Refused(e.fault(), e.getMessage()));
    }
    if (files.isEmpty() && hasPickles) {
      faults.add(0, CifarLister.pythonVersion(location, layout));
    } else if (files.isEmpty() && faults.isEmpty()) {
      faults.add(
          new FileRecords.Refused(
              BadRecord.Fault.UNSUPPORTED, location + " is an archive without a *.bin file"));
    }
    List<InputFile> all = new ArrayList<>();
    files.forEach((name, file) -> all.add(file.withNames(names(name))));
    if (!faults.isEmpty()) {
      all.add(0, file(key, archive.length(), allFaults(), Packing.NONE));
    }
    return all;
  }

  /** The archive's one bad record. */
  private FileRecords.Refused allFaults() {
    FileRecords.Refused first = faults.get(0);
    return faults.size() == 1
        ? first
        : new FileRecords.Refused(
            first.fault(), "%s (and %d more faults)".formatted(first.message(), faults.size() - 1));
  }

  /** Looks at a member; false if its data are damaged, so that nothing behind can be found. */
  private boolean take(TarMember member, TarMembers members)
      throws IOException, MalformedRecordException {
    hasPickles |= CifarLister.isPickle(member.name());
    boolean isNames = base(member.name()).equals(layout.labels().get(label).file());
    if (!isNames && !member.name().endsWith(".bin")) {
      return true;
    }
    Optional<String> name = clean(member.name());
    boolean isFile = member.kind() == TarMember.Kind.FILE;
    if (!isFile || name.isEmpty()) {
      fault(member, isFile ? "a name that leads out of the archive" : "no data of its own");
      return true;
    }
    if (files.size() + namesByDirectory.size() == MOST_FILES) {
      fault(member, "more than %d files before it".formatted(MOST_FILES));
      return false;
    }
    if (isNames) {
      byte[] text = new byte[CifarLayout.LONGEST_NAMES + 1];
      text = Arrays.copyOf(text, members.read(member, text, 0));
      try {
        namesByDirectory.put(
            directory(name.get()),
            layout.names(label, text, name.get() + " in " + archive.location()));
      } catch (IOException e) {
        faults.add(new FileRecords.Refused(BadRecord.Fault.CORRUPT, e.getMessage()));
      }
      return true;
    }
    return add(member, name.get(), members);
  }

  /** Goes through the records as the reader will, and so knows how many it can read. */
  private boolean add(TarMember member, String name, TarMembers members) throws IOException {
    byte[] record = new byte[layout.recordBytes()];
    long whole = 0;
    boolean isDamaged = false;
    try {
      while (members.read(member, record, 0) == record.length) {
        whole++;
      }
    } catch (MalformedStreamException e) {
      isDamaged = true;
      // What lies behind is not known: once the archive is mended, it is to be read.
      faults.add(new FileRecords.Refused(e.fault(), e.getMessage()));
    } catch (MalformedRecordException e) {
      isDamaged = true;
      faults.add(new FileRecords.Refused(e.fault(), e.getMessage()));
    }
    // Of damaged data the record with the damage is the last.
    long length = Math.min(member.length(), (whole + 1) * record.length);
    long count = whole + (length > whole * record.length ? 1 : 0);
    boolean canSeek = codec == Packing.Codec.NONE;
    files.put(
        name,
        file(
            key + "/" + name,
            length,
            new CifarRecords(layout, label, name, count, canSeek ? whole : 0),
            new Packing(codec, member.dataAt())));
    return !isDamaged;
  }

  private InputFile file(String itsKey, long length, FileRecords records, Packing packing) {
    return new InputFile(
        archive.location(),
        itsKey,
        length,
        archive.modified(),
        InputFile.NO_LABEL,
        List.of(),
        records,
        packing);
  }

  private void fault(TarMember member, String what) {
    faults.add(
        new FileRecords.Refused(
            BadRecord.Fault.UNSUPPORTED,
            "%s: %s has %s".formatted(archive.location(), member, what)));
  }

  private List<String> names(String name) {
    return namesByDirectory.getOrDefault(directory(name), layout.labels().get(label).standard());
  }

  /** A name without what means nothing in it; empty if it leads out of the archive. */
  private static Optional<String> clean(String name) {
    List<String> parts = Arrays.stream(name.split("/")).filter(part -> !part.equals(".")).toList();
    return name.startsWith("/") || parts.contains("..") || parts.contains("")
        ? Optional.empty()
        : Optional.of(String.join("/", parts));
  }

  private static String base(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String directory(String name) {
    return name.substring(0, name.length() - base(name).length());
  }
}
