package io.sparkmaxpool.dataset;

import java.util.Random;

/** How the headers of IDX files lie: well-formed ones around wrong or absurd values. */
final class IdxLies {
  private static final int[] TYPES = {8, 9, 10, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0};

  private IdxLies() {}

  static byte[] of(byte[] file, Random random) {
    byte[] lie = file.clone();
    switch (random.nextInt(4)) {
      case 0 -> lie[2] = (byte) TYPES[random.nextInt(TYPES.length)];
      case 1 -> lie[3] = (byte) random.nextInt(8);
      default -> {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          long extent = random.nextBoolean() ? random.nextInt(12) : Mutation.absurd(random);
          Mutation.with(lie, 4 + 4 * random.nextInt(4), 4, extent, true);
        }
      }
    }
    return lie;
  }
}
