package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The record a reader stands on. Reused: valid until the reader moves, and so are its arrays.
 *
 * <p>{@code image} is a tensor {@code [C,H,W]}, uint8 but for arrays; it is null when the record is
 * bad or the image was not asked for.
 */
public final class ImageRecord {
  /** What the record is, as its header says. */
  record Header(FileRecords.Content content, DType dtype, Shape shape) {}

  private final KeyBuffer key = new KeyBuffer();
  private int label;
  private byte[] labelName;
  private long length;
  private Tensor image;
  private BadRecord bad;
  private Header header;

  ImageRecord() {}

  /** The key as UTF-8; {@link #keyLength} bytes of it count. */
  public byte[] key() {
    return key.bytes();
  }

  /** The key. */
  String text() {
    return new String(key.bytes(), 0, key.length(), StandardCharsets.UTF_8);
  }

  /** Bytes of the key. */
  public int keyLength() {
    return key.length();
  }

  /** The class index, or {@link InputFile#NO_LABEL}. */
  public int label() {
    return label;
  }

  /** The class name as UTF-8, or null. */
  public byte[] labelName() {
    return labelName;
  }

  /** Bytes of the record's source, -1 where unknown. */
  public long length() {
    return length;
  }

  /** The image, or null. */
  public Tensor image() {
    return image;
  }

  /** Why there is no image, if the record is bad. */
  public Optional<BadRecord> bad() {
    return Optional.ofNullable(bad);
  }

  /**
   * The image's header, of a good record where {@link DatasetFormat.Column#HEADER} is asked for.
   */
  Optional<Header> header() {
    return Optional.ofNullable(header);
  }

  /** Says what the image is; after {@link #image}, which forgets it. */
  void header(FileRecords.Content content, DType dtype, Shape shape) {
    header = new Header(content, dtype, shape);
  }

  /** Starts the keys of a record file: {@code <prefix>#<ordinal>}. */
  void keyPrefix(String prefix, long ordinal) {
    key.startOrdinals(prefix, ordinal);
  }

  /** Goes from one ordinal to the next. */
  void nextOrdinal() {
    key.increment();
  }

  /** The key of a file that is one record. */
  void key(String whole) {
    key.set(whole);
  }

  void label(int index, byte[] name) {
    label = index;
    labelName = name;
  }

  void image(Tensor decoded, long sourceBytes) {
    length = sourceBytes;
    image = decoded;
    header = null;
    bad = null;
  }

  void bad(BadRecord reason) {
    length = reason.length();
    image = null;
    header = null;
    bad = reason;
  }
}
