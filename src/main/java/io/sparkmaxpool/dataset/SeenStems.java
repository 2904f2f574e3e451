package io.sparkmaxpool.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The stems of a shard that were met. There can be millions: each takes 16 bytes of a hash, two of
 * which are not alike by chance.
 */
final class SeenStems {
  /** The most that are kept, in 128 MB. */
  static final int MOST = 1 << 22;

  private static final int SMALLEST = 1 << 10;

  private final MessageDigest digest;
  private long[] slots = new long[2 * SMALLEST];
  private int count;

  SeenStems() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether there is no room for another one. */
  boolean isFull() {
    return count == MOST;
  }

  /** Adds a stem; false if it is there. */
  boolean add(String stem) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(stem.getBytes(StandardCharsets.UTF_8)));
    // An empty slot has zeros.
    if (!put(hash.getLong() | 1, hash.getLong())) {
      return false;
    }
    count++;
    if (4 * count > slots.length) {
      long[] old = slots;
      slots = new long[2 * old.length];
      for (int i = 0; i < old.length; i += 2) {
        if (old[i] != 0) {
          put(old[i], old[i + 1]);
        }
      }
    }
    return true;
  }

  private boolean put(long first, long second) {
    int mask = slots.length / 2 - 1;
    int at = (int) second & mask;
    while (slots[2 * at] != 0) {
      if (slots[2 * at] == first && slots[2 * at + 1] == second) {
        return false;
      }
      at = at + 1 & mask;
    }
    slots[2 * at] = first;
    slots[2 * at + 1] = second;
    return true;
  }
}
