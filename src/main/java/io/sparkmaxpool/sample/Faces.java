package io.sparkmaxpool.sample;

import java.util.Random;

/** Cats, dogs and frogs, looking at whoever looks at them. */
final class Faces {
  private static final int INK = 0x17130f;
  private static final int WHITE = 0xfbfaf5;

  private Faces() {}

  static void cat(Canvas canvas, Random random) {
    Scenery.room(canvas, random);
    int fur = Colour.pick(random, 0xd98a3d, 0x7c7f88, 0x4a4542, 0xe4d8c6, 0xb08a62);
    int stripe = Colour.shade(fur, -55);
    int iris = Colour.pick(random, 0x8fbf3f, 0xd9b52e, 0x4fa6c9);
    place(canvas, random, 500, 490, 900);
    canvas.fill(Region.ellipse(500, 1020, 330, 330), fur, stripe);
    canvas.fill(Region.polygon(195, 470, 190, 60, 470, 260), fur, stripe);
    canvas.fill(Region.polygon(805, 470, 810, 60, 530, 260), fur, stripe);
    canvas.fill(Region.polygon(245, 380, 235, 150, 390, 270), 0xe79a98, 0xb8696b);
    canvas.fill(Region.polygon(755, 380, 765, 150, 610, 270), 0xe79a98, 0xb8696b);
    canvas.fill(Region.ellipse(500, 510, 345, 300), Colour.shade(fur, 22), Colour.shade(fur, -18));
    for (int x : new int[] {430, 500, 570}) {
      canvas.fill(Region.line(x, 240, 500 + (x - 500) * 2 / 3, 360, 34), stripe);
    }
    canvas.fill(Region.line(170, 520, 270, 540, 30), stripe);
    canvas.fill(Region.line(830, 520, 730, 540, 30), stripe);
    canvas.fill(Region.ellipse(420, 660, 120, 95), Colour.shade(fur, 55));
    canvas.fill(Region.ellipse(580, 660, 120, 95), Colour.shade(fur, 55));
    for (int x : new int[] {355, 645}) {
      canvas.fill(Region.ellipse(x, 480, 82, 70), iris, Colour.shade(iris, 35));
      canvas.fill(Region.ellipse(x, 480, 26, 64), INK);
      canvas.fill(Region.ellipse(x + 18, 450, 15, 15), WHITE);
    }
    canvas.fill(Region.polygon(445, 580, 555, 580, 500, 640), 0xd9706f);
    canvas.fill(Region.line(500, 640, 500, 690, 16), INK);
    for (int y : new int[] {620, 680, 740}) {
      canvas.fill(Region.line(380, 660, 110, y, 9), 0xf2efe6);
      canvas.fill(Region.line(620, 660, 890, y, 9), 0xf2efe6);
    }
  }

  static void dog(Canvas canvas, Random random) {
    Scenery.meadow(canvas, random, 330);
    int fur = Colour.pick(random, 0xc99a5b, 0x8a5a36, 0xe9dcc3, 0x5a5048, 0xd9b98a);
    int ear = Colour.shade(fur, -65);
    place(canvas, random, 500, 490, 900);
    canvas.fill(Region.ellipse(500, 1030, 310, 310), fur, ear);
    canvas.fill(Region.ellipse(500, 930, 150, 180), Colour.shade(fur, 60));
    canvas.fill(Region.ellipse(500, 450, 300, 320), Colour.shade(fur, 20), Colour.shade(fur, -15));
    canvas.fill(Region.ellipse(195, 450, 115, 280), ear, Colour.shade(ear, -30));
    canvas.fill(Region.ellipse(805, 450, 115, 280), ear, Colour.shade(ear, -30));
    if (random.nextBoolean()) {
      canvas.fill(Region.ellipse(640, 390, 120, 130), Colour.shade(fur, -50));
    }
    canvas.fill(Region.ellipse(500, 810, 62, 110), 0xe5737e, 0xb84f5e);
    canvas.fill(Region.ellipse(500, 640, 190, 155), Colour.shade(fur, 70), Colour.shade(fur, 35));
    canvas.fill(Region.ellipse(500, 565, 88, 62), INK);
    canvas.fill(Region.ellipse(475, 545, 22, 13), 0x8b8b8b);
    canvas.fill(Region.line(500, 610, 500, 700, 17), INK);
    canvas.fill(Region.line(500, 700, 400, 735, 17), INK);
    canvas.fill(Region.line(500, 700, 600, 735, 17), INK);
    for (int x : new int[] {370, 630}) {
      canvas.fill(Region.ellipse(x, 395, 52, 58), INK);
      canvas.fill(Region.ellipse(x, 405, 40, 44), 0x4a2d18);
      canvas.fill(Region.ellipse(x + 16, 375, 18, 18), WHITE);
    }
  }

  static void frog(Canvas canvas, Random random) {
    Scenery.pond(canvas, random);
    int skin = Colour.pick(random, 0x5fae3a, 0x3f8f4a, 0x8fa63a, 0x9a7a3f);
    int belly = Colour.shade(Colour.pick(random, 0xd9e29a, 0xe8e0b0), 10);
    place(canvas, random, 500, 490, 900);
    canvas.fill(Region.ellipse(500, 880, 540, 125), 0x4f9a4a, 0x2d6b3a);
    canvas.fill(Region.ellipse(170, 760, 175, 140), Colour.shade(skin, -25));
    canvas.fill(Region.ellipse(830, 760, 175, 140), Colour.shade(skin, -25));
    canvas.fill(
        Region.ellipse(500, 620, 370, 280), Colour.shade(skin, 28), Colour.shade(skin, -35));
    canvas.fill(Region.ellipse(500, 770, 250, 135), belly, Colour.shade(belly, -45));
    for (int x : new int[] {280, 720}) {
      canvas.fill(Region.ellipse(x, 340, 140, 140), Colour.shade(skin, 28), skin);
      canvas.fill(Region.ellipse(x, 325, 95, 92), 0xf4e58a, 0xd8b63c);
      canvas.fill(Region.ellipse(x, 330, 70, 36), INK);
      canvas.fill(Region.ellipse(x + 24, 308, 17, 14), WHITE);
    }
    canvas.fill(Region.line(240, 570, 380, 640, 22), Colour.shade(skin, -95));
    canvas.fill(Region.line(380, 640, 620, 640, 22), Colour.shade(skin, -95));
    canvas.fill(Region.line(620, 640, 760, 570, 22), Colour.shade(skin, -95));
    canvas.fill(Region.ellipse(460, 500, 12, 14), Colour.shade(skin, -90));
    canvas.fill(Region.ellipse(540, 500, 12, 14), Colour.shade(skin, -90));
    for (int x : new int[] {300, 700}) {
      canvas.fill(Region.line(x, 720, x - (500 - x) / 4, 880, 90), Colour.shade(skin, -12));
      canvas.fill(Region.ellipse(x - (500 - x) / 4, 905, 105, 40), Colour.shade(skin, -12));
    }
    for (int i = 0; i < 5; i++) {
      canvas.glaze(
          Region.ellipse(330 + i * 85, 430 + random.nextInt(60), 26, 20),
          Colour.shade(skin, -60),
          750);
    }
  }

  private static void place(Canvas canvas, Random random, int x, int y, int size) {
    canvas.place(
        x + random.nextInt(101) - 50,
        y + random.nextInt(101) - 50,
        size + random.nextInt(161) - 80,
        random.nextBoolean() ? 1 : -1,
        random.nextInt(121) - 60);
  }
}
