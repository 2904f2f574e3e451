package io.sparkmaxpool.sample;

import java.util.Random;

/** What stands behind the drawings. */
final class Scenery {
  private static final int WHOLE = 1000;

  private Scenery() {}

  static void sky(Canvas canvas, Random random, int horizon) {
    switch (random.nextInt(4)) {
      case 0 -> canvas.band(0, horizon, 0x3f7fca, 0xb9dcf2);
      case 1 -> canvas.band(0, horizon, 0x6aa5dc, 0xe3eef5);
      case 2 -> canvas.band(0, horizon, 0x8797b8, 0xf2cfa8);
      default -> canvas.band(0, horizon, 0x2f6cb5, 0x8fc3ea);
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      canvas.place(random.nextInt(WHOLE), random.nextInt(horizon), 700, 1, 0);
      cloud(canvas);
    }
    canvas.mottle(random, 0, horizon, 9, 4, 8);
  }

  private static void cloud(Canvas canvas) {
    canvas.glaze(Region.ellipse(500, 520, 260, 60), 0xffffff, 450);
    canvas.glaze(Region.ellipse(420, 490, 120, 70), 0xffffff, 400);
    canvas.glaze(Region.ellipse(570, 480, 140, 85), 0xffffff, 400);
  }

  static void meadow(Canvas canvas, Random random, int horizon) {
    sky(canvas, random, horizon);
    int grass = Colour.pick(random, 0x6f9c3c, 0x8aa545, 0xa9a352, 0x5c8f3f);
    canvas.band(horizon, WHOLE, Colour.shade(grass, 20), Colour.shade(grass, -35));
    canvas.mottle(random, horizon, WHOLE, 3, 2, 20);
  }

  static void forest(Canvas canvas, Random random) {
    int leaves = Colour.pick(random, 0x2e4d2a, 0x41602f, 0x6b5a2a);
    canvas.band(0, 620, leaves, Colour.shade(leaves, 38));
    canvas.place(500, 310, WHOLE, 1, 0);
    for (int i = 0; i < 6; i++) {
      int x = -300 + i * 290 + random.nextInt(160);
      canvas.glaze(
          Region.box(x, -400, x + 40 + random.nextInt(60), 850), Colour.shade(leaves, -28), 650);
    }
    canvas.mottle(random, 0, 620, 4, 5, 24);
    int floor = Colour.pick(random, 0x8c8a3f, 0xa88a4a, 0x6f8f3f);
    canvas.band(620, WHOLE, floor, Colour.shade(floor, -40));
    canvas.mottle(random, 620, WHOLE, 4, 2, 18);
  }

  static void sea(Canvas canvas, Random random, int horizon) {
    sky(canvas, random, horizon);
    int water = Colour.pick(random, 0x2b6a94, 0x2f7f93, 0x36567f);
    canvas.band(horizon, WHOLE, Colour.shade(water, 45), Colour.shade(water, -25));
    canvas.mottle(random, horizon, WHOLE, 7, 1, 22);
  }

  static void street(Canvas canvas, Random random, int horizon) {
    sky(canvas, random, horizon);
    int hedge = Colour.pick(random, 0x5b7a4a, 0x8a7a6c, 0x70788a, 0xa78b6d);
    int skyline = 130 + random.nextInt(120);
    canvas.band(horizon - skyline, horizon, hedge, Colour.shade(hedge, -25));
    canvas.mottle(random, horizon - skyline, horizon, 5, 6, 30);
    int road = Colour.vary(random, 0x85868a, 18);
    canvas.band(horizon, WHOLE, road, Colour.shade(road, -35));
    canvas.mottle(random, horizon, WHOLE, 8, 2, 10);
  }

  static void room(Canvas canvas, Random random) {
    int wall = Colour.pick(random, 0xc9a27c, 0xb5b8c6, 0x93b1a8, 0xd8c59a, 0xb7818a);
    canvas.band(0, 700, Colour.shade(wall, 15), Colour.shade(wall, -12));
    canvas.band(700, WHOLE, Colour.shade(wall, -60), Colour.shade(wall, -85));
    canvas.mottle(random, 0, WHOLE, 10, 10, 16);
  }

  static void pond(Canvas canvas, Random random) {
    int water = Colour.pick(random, 0x2c5a5c, 0x3b6a4b, 0x27506e);
    canvas.band(0, WHOLE, Colour.shade(water, -10), Colour.shade(water, 32));
    canvas.mottle(random, 0, WHOLE, 6, 2, 20);
    for (int i = 0; i < 4; i++) {
      canvas.place(random.nextInt(WHOLE), random.nextInt(WHOLE), 500, 1, 0);
      canvas.glaze(Region.ellipse(500, 500, 260, 120), Colour.vary(random, 0x5f9a4a, 20), 550);
    }
  }
}
