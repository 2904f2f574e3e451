package io.sparkmaxpool.sample;

import java.util.Random;

/** Birds, deer and horses, seen from the side. */
final class Animals {
  private static final int INK = 0x191512;

  private Animals() {}

  static void bird(Canvas canvas, Random random) {
    if (random.nextInt(3) == 0) {
      Scenery.forest(canvas, random);
    } else {
      Scenery.sky(canvas, random, 1000);
    }
    int plumage = Colour.pick(random, 0xc8452f, 0x2f6fbf, 0xe3b233, 0x6b5a4a, 0x3f8f58, 0x54575f);
    int belly = Colour.pick(random, 0xf3ead6, 0xefc79a, 0xdfe3e6);
    place(canvas, random, 500, 490, 900);
    canvas.fill(Region.line(-400, 830, 1400, 770, 60), 0x7a5a3c, 0x4c3623);
    canvas.fill(Region.line(470, 650, 450, 800, 24), 0x8a5a2a);
    canvas.fill(Region.line(560, 650, 560, 795, 24), 0x8a5a2a);
    canvas.fill(
        Region.polygon(330, 470, 20, 640, 50, 730, 380, 640),
        Colour.shade(plumage, -20),
        Colour.shade(plumage, -55));
    canvas.fill(Region.ellipse(490, 520, 260, 185), plumage, Colour.shade(plumage, -25));
    canvas.fill(Region.ellipse(590, 590, 160, 115), belly, Colour.shade(belly, -35));
    canvas.fill(Region.polygon(790, 290, 965, 365, 790, 410), 0xf2a33a, 0xc9741d);
    canvas.fill(Region.ellipse(700, 350, 135, 130), Colour.shade(plumage, 25), plumage);
    canvas.fill(
        Region.ellipse(400, 520, 190, 105), Colour.shade(plumage, -35), Colour.shade(plumage, -70));
    canvas.fill(Region.ellipse(745, 325, 34, 34), 0xf8f8f4);
    canvas.fill(Region.ellipse(750, 325, 23, 23), INK);
  }

  static void deer(Canvas canvas, Random random) {
    Scenery.forest(canvas, random);
    int coat = Colour.pick(random, 0xa9713f, 0xc08a52, 0x8f6440);
    int dark = Colour.shade(coat, -50);
    int horn = 0xe6d3ab;
    place(canvas, random, 480, 500, 930);
    for (int[] beam : new int[][] {{720, 190, 640, 40}, {690, 130, 570, 90}, {655, 70, 560, 10}}) {
      canvas.fill(Region.line(beam[0], beam[1], beam[2], beam[3], 30), horn);
    }
    for (int[] beam : new int[][] {{775, 190, 830, 40}, {795, 130, 915, 90}, {825, 60, 930, 10}}) {
      canvas.fill(Region.line(beam[0], beam[1], beam[2], beam[3], 30), horn);
    }
    legs(canvas, new int[] {250, 560}, 930, 46, Colour.shade(dark, -20));
    legs(canvas, new int[] {310, 620}, 940, 50, coat);
    canvas.fill(Region.ellipse(190, 470, 50, 65), 0xf6eee0);
    canvas.fill(Region.ellipse(430, 540, 255, 140), Colour.shade(coat, 22), dark);
    canvas.fill(Region.polygon(560, 520, 690, 230, 800, 270, 690, 600), coat, dark);
    canvas.fill(Region.ellipse(660, 205, 75, 35), dark);
    canvas.fill(Region.ellipse(775, 245, 110, 72), Colour.shade(coat, 22), coat);
    canvas.fill(Region.ellipse(860, 265, 55, 45), Colour.shade(coat, 35));
    canvas.fill(Region.ellipse(903, 260, 20, 18), INK);
    canvas.fill(Region.ellipse(765, 222, 20, 20), INK);
    for (int i = 0; i < 7; i++) {
      canvas.glaze(Region.ellipse(260 + i * 55, 460 + random.nextInt(70), 17, 15), 0xf3dfc0, 800);
    }
  }

  static void horse(Canvas canvas, Random random) {
    Scenery.meadow(canvas, random, 520);
    int coat = Colour.pick(random, 0x6b3f24, 0x8a4a22, 0x3b322e, 0xd9d3c8, 0xb98a5a);
    int dark = Colour.shade(coat, -40);
    int mane = Colour.shade(coat, -70);
    place(canvas, random, 480, 510, 930);
    canvas.glaze(Region.ellipse(430, 950, 380, 35), 0x1f2f10, 450);
    canvas.fill(Region.line(170, 470, 90, 640, 75), mane);
    canvas.fill(Region.line(90, 640, 80, 780, 50), mane);
    legs(canvas, new int[] {260, 590}, 930, 62, Colour.shade(dark, -20));
    legs(canvas, new int[] {190, 660}, 945, 70, dark);
    canvas.fill(Region.ellipse(420, 540, 290, 160), Colour.shade(coat, 25), dark);
    canvas.fill(Region.polygon(520, 480, 690, 180, 850, 250, 710, 640), coat, dark);
    canvas.fill(Region.polygon(690, 170, 720, 90, 775, 165), dark);
    canvas.fill(
        Region.polygon(690, 170, 800, 150, 985, 330, 975, 400, 890, 420, 760, 320),
        Colour.shade(coat, 22),
        coat);
    canvas.fill(Region.ellipse(940, 375, 48, 42), Colour.shade(coat, -30));
    canvas.fill(Region.line(700, 160, 600, 340, 80), mane);
    canvas.fill(Region.line(600, 340, 530, 460, 70), mane);
    canvas.fill(Region.ellipse(795, 235, 22, 20), INK);
  }

  private static void legs(Canvas canvas, int[] at, int ground, int width, int colour) {
    for (int x : at) {
      canvas.fill(Region.line(x, 580, x - 15, 780, width), colour);
      canvas.fill(Region.line(x - 15, 780, x, ground, width * 3 / 4), Colour.shade(colour, -15));
      canvas.fill(Region.box(x - width * 2 / 3, ground - 15, x + width * 2 / 3, ground + 35), INK);
    }
  }

  private static void place(Canvas canvas, Random random, int x, int y, int size) {
    canvas.place(
        x + random.nextInt(61) - 30,
        y + random.nextInt(61) - 30,
        size + random.nextInt(121) - 70,
        random.nextBoolean() ? 1 : -1,
        random.nextInt(61) - 30);
  }
}
