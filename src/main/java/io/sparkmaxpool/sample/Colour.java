package io.sparkmaxpool.sample;

import java.util.Random;

/** Arithmetic on 0xRRGGBB colours, in integers. */
final class Colour {
  private Colour() {}

  /** The colour {@code part / whole} of the way between two. */
  static int mix(int from, int to, int part, int whole) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 0xff;
      int b = to >> shift & 0xff;
      mixed |= (a + Math.floorDiv((b - a) * part, whole)) << shift;
    }
    return mixed;
  }

  /** The colour made lighter (to 255) or, with a negative amount, darker. */
  static int shade(int colour, int amount) {
    int shaded = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      shaded |= clamp((colour >> shift & 0xff) + amount) << shift;
    }
    return shaded;
  }

  /** A neighbour of the colour: each part moved by at most {@code amount}. */
  static int vary(Random random, int colour, int amount) {
    int varied = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int moved = (colour >> shift & 0xff) + random.nextInt(2 * amount + 1) - amount;
      varied |= clamp(moved) << shift;
    }
    return varied;
  }

  /** One of the colours, varied a little. */
  static int pick(Random random, int... colours) {
    return vary(random, colours[random.nextInt(colours.length)], 14);
  }

  static int clamp(int sample) {
    return Math.max(0, Math.min(255, sample));
  }
}
