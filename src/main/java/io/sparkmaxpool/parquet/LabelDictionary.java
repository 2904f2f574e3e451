package io.sparkmaxpool.parquet;

import java.util.Arrays;

/**
 * Different byte strings, numbered in the order of their first appearance. Holds them as a
 * dictionary page does (encoding PLAIN): texts behind their lengths, numbers as they are.
 */
final class LabelDictionary {
  /** The number of a value that is not there. */
  static final int ABSENT = -1;

  private static final int MOST_ENTRIES = 1 << Short.SIZE;
  private static final int MOST_BYTES = 1 << 20;

  private final int prefix;
  private final GrowingBytes plain = new GrowingBytes();
  // Where each entry begins in plain; behind the last, where the next would.
  private int[] starts = new int[17];
  private int entries;
  // Open addressing: numbers plus one, at the hash of their values or behind it; 0 is free.
  private int[] slots = new int[64];

  /** A dictionary whose values have this many bytes of length before them, four or none. */
  LabelDictionary(int prefix) {
    this.prefix = prefix;
  }

  int entries() {
    return entries;
  }

  int bytes() {
    return plain.size();
  }

  /** The number of a value, or {@link #ABSENT}. */
  int find(Slice value) {
    byte[] array = plain.array();
    int from = value.offset();
    int to = from + value.length();
    for (int slot = hash(value.array(), from, to); ; slot++) {
      int entry = slots[slot & slots.length - 1] - 1;
      if (entry == ABSENT
          || Arrays.equals(
              array, starts[entry] + prefix, starts[entry + 1], value.array(), from, to)) {
        return entry;
      }
    }
  }

  /** Whether one more value would make it too long to be worth it. */
  boolean hasRoomFor(Slice value) {
    return entries < MOST_ENTRIES && plain.size() + prefix + value.length() <= MOST_BYTES;
  }

  /** Adds a value that is not there; returns its number. */
  int add(Slice value) {
    if (prefix > 0) {
      plain.appendInt(value.length());
    }
    plain.append(value.array(), value.offset(), value.length());
    int entry = entries++;
    if (entries == starts.length) {
      starts = Arrays.copyOf(starts, 2 * entries);
    }
    starts[entries] = plain.size();
    if (2 * entries > slots.length) {
      slots = new int[2 * slots.length];
      for (int i = 0; i < entries; i++) {
        occupySlot(i);
      }
    } else {
      occupySlot(entry);
    }
    return entry;
  }

  private void occupySlot(int entry) {
    int slot = hash(plain.array(), starts[entry] + prefix, starts[entry + 1]);
    while (slots[slot & slots.length - 1] != 0) {
      slot++;
    }
    slots[slot & slots.length - 1] = entry + 1;
  }

  private static int hash(byte[] array, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + array[i];
    }
    // Numbers differ in their first byte, which the steps above moved up.
    return (hash ^ hash >>> 15) & Integer.MAX_VALUE;
  }

  /** Points at an entry's value. */
  void show(int entry, Slice target) {
    int start = starts[entry] + prefix;
    target.set(plain.array(), start, starts[entry + 1] - start);
  }

  /** The dictionary page. */
  PageValues.PlainDictionary page() {
    return new PageValues.PlainDictionary(Arrays.copyOf(plain.array(), plain.size()), entries);
  }

  void clear() {
    plain.reset();
    entries = 0;
    Arrays.fill(slots, 0);
  }
}
