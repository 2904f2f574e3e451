package io.sparkmaxpool.dataset;

import java.util.Optional;

/**
 * The first image file directory of a TIFF or BigTIFF, of either byte order. It may lie anywhere in
 * the file; later ones are other pages, and are not read.
 *
 * <p>Values stay in the file and are read one by one, so that a count allocates nothing.
 *
 * @param in the file
 * @param bigEndian whether numbers have their highest byte first
 * @param wide whether it is a BigTIFF, whose offsets and counts have 8 bytes
 * @param start where the directory starts
 * @param entries how many it has, all of them in the file
 */
record TiffDirectory(EncodedBytes in, boolean bigEndian, boolean wide, int start, int entries) {
  private static final int MOST_ENTRIES = 65535;

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG_8 = 16;

  /** Bytes of a value of each type, 0 where the number is no type. */
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /**
   * One entry.
   *
   * @param tag its number
   * @param at where the entry stands
   * @param type of the values
   * @param count of the values
   * @param valuesAt where they stand: in the entry itself where they are small enough
   */
  record Entry(int tag, int at, int type, long count, long valuesAt) {}

  static boolean isTiff(EncodedBytes in) {
    return in.has(0, "II*\0") || in.has(0, "MM\0*") || in.has(0, "II+\0") || in.has(0, "MM\0+");
  }

  static TiffDirectory first(EncodedBytes in) throws MalformedRecordException {
    boolean bigEndian = in.has(0, "MM");
    boolean wide = in.has(2, "+") || in.has(3, "+");
    TiffDirectory file = new TiffDirectory(in, bigEndian, wide, 0, 0);
    if (wide && (file.u16(4) != 8 || file.u16(6) != 0)) {
      throw in.corrupt(
          4, "offsets of %d bytes, then %d: it must be 8, 0".formatted(file.u16(4), file.u16(6)));
    }
    int field = wide ? 8 : 4;
    long start = file.offset(field);
    if (start < 2L * field) {
      throw in.corrupt(field, "the first directory cannot start at byte %d".formatted(start));
    }
    if (file.countSize() > in.length() - start) {
      throw in.truncated("its first directory is at byte %d".formatted(start));
    }
    long entries = wide ? file.offset((int) start) : file.u16((int) start);
    if (entries < 1 || entries > MOST_ENTRIES) {
      throw in.corrupt(
          (int) start,
          "a directory of %d entries: it must have 1 to %d".formatted(entries, MOST_ENTRIES));
    }
    in.require(start + file.countSize(), entries * file.entrySize());
    return new TiffDirectory(in, bigEndian, wide, (int) start, (int) entries);
  }

  private int countSize() {
    return wide ? 8 : 2;
  }

  private int entrySize() {
    return wide ? 20 : 12;
  }

  private int offsetSize() {
    return wide ? 8 : 4;
  }

  private int u16(int at) throws MalformedRecordException {
    return bigEndian ? in.u16Big(at) : in.u16Little(at);
  }

  private long u32(int at) throws MalformedRecordException {
    return Integer.toUnsignedLong(bigEndian ? in.i32Big(at) : in.i32Little(at));
  }

  /** A number of 64 bits; what a long does not hold is its largest, far beyond any file too. */
  private long u64(int at) throws MalformedRecordException {
    long high = u32(bigEndian ? at : at + 4);
    long low = u32(bigEndian ? at + 4 : at);
    return high > Integer.MAX_VALUE ? Long.MAX_VALUE : high << 32 | low;
  }

  private long offset(int at) throws MalformedRecordException {
    return wide ? u64(at) : u32(at);
  }

  /**
   * Fails unless the values of every entry and the offset of the next directory lie in the file,
   * also those that no pixel depends on: a file that lacks them was cut.
   *
   * @throws MalformedRecordException TRUNCATED
   */
  void requireWhole() throws MalformedRecordException {
    in.require(start + countSize() + (long) entries * entrySize(), offsetSize());
    for (int i = 0; i < entries; i++) {
      Entry entry = entry(i);
      if (size(entry.type()) > 0) {
        requireValues(entry);
      }
    }
  }

  private void requireValues(Entry entry) throws MalformedRecordException {
    // The count may be beyond what a product with the size can be.
    if (entry.count() > in.length()
        || entry.count() * size(entry.type()) > in.length() - entry.valuesAt()) {
      throw in.truncated(
          "%s has %d values of %d bytes at byte %d"
              .formatted(
                  TiffTag.named(entry.tag()), entry.count(), size(entry.type()), entry.valuesAt()));
    }
  }

  private static int size(int type) {
    return type < SIZES.length ? SIZES[type] : 0;
  }

  private Entry entry(int index) throws MalformedRecordException {
    int at = start + countSize() + index * entrySize();
    int type = u16(at + 2);
    long count = offset(at + 4);
    int field = at + 4 + offsetSize();
    boolean inside = count <= offsetSize() && count * size(type) <= offsetSize();
    return new Entry(u16(at), at, type, count, inside ? field : offset(field));
  }

  Optional<Entry> find(TiffTag tag) throws MalformedRecordException {
    int at = start + countSize();
    for (int i = 0; i < entries; i++, at += entrySize()) {
      if (u16(at) == tag.number()) {
        return Optional.of(entry(i));
      }
    }
    return Optional.empty();
  }

  /** The entry of a tag without which there is no image. */
  Entry required(TiffTag tag) throws MalformedRecordException {
    Optional<Entry> entry = find(tag);
    if (entry.isEmpty()) {
      throw in.corrupt(start, "the directory has no %s".formatted(tag));
    }
    return entry.get();
  }

  /** The first value of a tag, or what holds where it is not there. */
  long number(TiffTag tag, long otherwise) throws MalformedRecordException {
    Optional<Entry> entry = find(tag);
    return entry.isPresent() ? number(entry.get(), 0) : otherwise;
  }

  /**
   * One value of an entry.
   *
   * @throws MalformedRecordException CORRUPT if it has no so many or they are no whole numbers,
   *     TRUNCATED if they lie beyond the file
   */
  long number(Entry entry, long index) throws MalformedRecordException {
    int type = entry.type();
    if (type != BYTE && type != SHORT && type != LONG && type != LONG_8) {
      throw in.corrupt(
          entry.at(),
          "%s has values of type %d: 1, 3, 4 or 16 is due"
              .formatted(TiffTag.named(entry.tag()), type));
    }
    if (index >= entry.count()) {
      throw in.corrupt(
          entry.at(),
          "%s has %d values, but %d are due"
              .formatted(TiffTag.named(entry.tag()), entry.count(), index + 1));
    }
    requireValues(entry);
    int at = (int) (entry.valuesAt() + index * size(type));
    return switch (type) {
      case BYTE -> in.u8(at);
      case SHORT -> u16(at);
      case LONG -> u32(at);
      default -> u64(at);
    };
  }

  /** A number of pixels. */
  int extent(TiffTag tag) throws MalformedRecordException {
    Entry entry = required(tag);
    long value = number(entry, 0);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw in.corrupt(
          entry.at(), "%s is %d: it must be 1 to %d".formatted(tag, value, Integer.MAX_VALUE));
    }
    return (int) value;
  }

  /** Why a tag's value is not read; {@code read} says which are. */
  MalformedRecordException unread(TiffTag tag, long value, String read)
      throws MalformedRecordException {
    int at = find(tag).map(Entry::at).orElse(start);
    return in.unsupported(at, "%s is %d: %s".formatted(tag, value, read));
  }
}
