package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.text.OneLine;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A dataset as its files show it, before any pixel is read.
 *
 * @param format the dataset's format
 * @param files the files to read, in the order of their keys
 * @param unlisted what could not be looked at; each is a bad record
 * @param ignored files that are no part of the dataset
 * @param expansion decoded bytes for each byte of file, from the headers that were sampled
 * @param coverage which records the shapes and dtypes are of
 * @param shapes the shapes that headers showed, each with the first key that has it
 * @param dtypes the dtypes, likewise
 */
public record Listing(
    DatasetFormat format,
    List<InputFile> files,
    List<Unlisted> unlisted,
    long ignored,
    double expansion,
    Coverage coverage,
    List<ShapeOf> shapes,
    List<DTypeOf> dtypes) {

  /** Which records the headers that were read are of. */
  public enum Coverage {
    /** All. */
    EVERY_RECORD,
    /** Some; others can be of other shapes. */
    SAMPLE
  }

  /**
   * A file or directory that cannot be looked at.
   *
   * @param key its path below the root
   * @param message why not, one line
   */
  public record Unlisted(String key, String message) implements Serializable {
    public Unlisted {
      message = OneLine.of(message);
    }

    /** What it comes to: one bad record. */
    BadRecord toBadRecord() {
      return new BadRecord(
          BadRecord.Stage.LIST, BadRecord.Fault.UNREADABLE, message, -1, Optional.empty());
    }
  }

  /** A shape {@code [C,H,W]}, and the key of a file that has it. */
  public record ShapeOf(String key, Shape shape) {}

  /** A dtype, and the key of a file that has it. */
  public record DTypeOf(String key, DType dtype) {}

  /** The one dtype of images. */
  static List<DTypeOf> uint8(List<InputFile> files) {
    return files.isEmpty() ? List.of() : List.of(new DTypeOf(files.get(0).key(), DType.UINT8));
  }

  /** The number of records, bad ones included; empty where only reading tells. */
  public OptionalLong records() {
    long records = unlisted.size();
    for (InputFile file : files) {
      OptionalLong count = file.records().count();
      if (count.isEmpty()) {
        return OptionalLong.empty();
      }
      records += count.getAsLong();
    }
    return OptionalLong.of(records);
  }

  /** What all records hold; where files differ, all are arrays, and images are among them. */
  public FileRecords.Content content() {
    return files.stream().allMatch(file -> file.records().content() == FileRecords.Content.IMAGES)
        ? FileRecords.Content.IMAGES
        : FileRecords.Content.ARRAYS;
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(InputFile::length).sum();
  }

  /** Estimated bytes of all decoded images. */
  public long decodedBytes() {
    return Math.round(bytes() * expansion);
  }

  /** The shape of every record, where it is one and that is certain. */
  public Optional<Shape> guaranteedShape() {
    return coverage == Coverage.EVERY_RECORD && shapes.size() == 1
        ? Optional.of(shapes.get(0).shape())
        : Optional.empty();
  }

  /** The dtype of every record, where it is one. */
  public Optional<DType> dtype() {
    return dtypes.size() == 1 ? Optional.of(dtypes.get(0).dtype()) : Optional.empty();
  }

  /** The same dataset with no more than some of its files and of what could not be looked at. */
  public Listing only(List<InputFile> someFiles, List<Unlisted> someUnlisted) {
    return new Listing(
        format,
        List.copyOf(someFiles),
        List.copyOf(someUnlisted),
        ignored,
        expansion,
        coverage,
        shapes,
        dtypes);
  }

  /** The {@link #fingerprint(List) fingerprint} of its files. */
  public String fingerprint() {
    return fingerprint(files);
  }

  /**
   * SHA-256 of the sorted lines of location, length and modification time of files, in hexadecimal.
   */
  public static String fingerprint(List<InputFile> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.stream()
          .map(file -> file.location() + "\t" + file.length() + "\t" + file.modified() + "\n")
          .sorted()
          .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Cuts the dataset into splits of about equal decoded size, each for one task: files of records
   * between any two of them, other files whole. What could not be listed comes with the last.
   *
   * @param splitBytes about the most decoded bytes of a split; a single larger image is one split
   * @param parallelism tasks that run at once: smaller datasets are spread over them, and of larger
   *     ones each has as many splits to read as the others
   */
  public List<Split> split(long splitBytes, int parallelism) {
    long atOnce = Math.max(1, parallelism);
    long share = decodedBytes() / atOnce + 1;
    long most = Math.max(1, Math.min(splitBytes, Math.max(share, Split.SMALLEST)));
    long count = Math.max(1, ceilDiv(decodedBytes(), most));
    if (count > atOnce) {
      count = ceilDiv(count, atOnce) * atOnce;
    }
    SplitPacker packer = new SplitPacker(bytes(), count);
    for (InputFile file : files) {
      packer.add(file);
    }
    return packer.finish(unlisted);
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
  }
}
