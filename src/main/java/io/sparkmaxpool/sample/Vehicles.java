package io.sparkmaxpool.sample;

import java.util.Random;

/** Airplanes, automobiles, ships and trucks, seen from the side. */
final class Vehicles {
  private static final int GLASS = 0x2b3a4d;
  private static final int TYRE = 0x202024;

  private Vehicles() {}

  static void airplane(Canvas canvas, Random random) {
    Scenery.sky(canvas, random, 1000);
    int livery = Colour.pick(random, 0xc23b36, 0x2454a4, 0xe08a1e, 0x2b8a5f, 0x6a4a9c);
    place(canvas, random, 500, 500, 880, 50);
    canvas.fill(Region.polygon(470, 480, 590, 480, 450, 260, 390, 260), 0x9aa4b0, 0xb9c2cc);
    canvas.fill(Region.ellipse(490, 510, 440, 82), 0xffffff, 0xa9b2bd);
    canvas.fill(Region.polygon(70, 480, 30, 270, 140, 270, 270, 460), livery);
    canvas.fill(Region.polygon(90, 510, 20, 590, 90, 600, 230, 530), 0x8f99a6, 0x76808d);
    canvas.glaze(Region.box(120, 520, 880, 540), livery, 900);
    for (int x = 300; x <= 760; x += 66) {
      canvas.fill(Region.ellipse(x, 488, 15, 17), GLASS);
    }
    canvas.fill(Region.polygon(830, 462, 890, 480, 905, 500, 820, 500), GLASS);
    canvas.fill(Region.ellipse(470, 650, 75, 34), 0x5a6472, 0x3f4854);
    canvas.fill(Region.polygon(430, 530, 610, 530, 360, 800, 270, 800), 0xd3d9e0, 0x7d8894);
  }

  static void automobile(Canvas canvas, Random random) {
    Scenery.street(canvas, random, 560);
    int body = Colour.pick(random, 0xc8322d, 0x2a5fb0, 0xe6b422, 0x2f8f6b, 0xd9dde2, 0x34383f);
    place(canvas, random, 500, 560, 900, 40);
    canvas.glaze(Region.ellipse(500, 745, 470, 45), 0x000000, 550);
    canvas.fill(
        Region.polygon(230, 490, 350, 320, 640, 320, 800, 490),
        Colour.shade(body, 45),
        Colour.shade(body, 10));
    canvas.fill(
        Region.polygon(
            40, 660, 50, 530, 130, 480, 240, 470, 790, 470, 920, 520, 965, 580, 960, 670),
        Colour.shade(body, 25),
        Colour.shade(body, -45));
    canvas.fill(Region.polygon(375, 355, 490, 355, 490, 465, 295, 465), GLASS, 0x5b7288);
    canvas.fill(Region.polygon(520, 355, 625, 355, 730, 465, 520, 465), GLASS, 0x5b7288);
    canvas.fill(Region.box(495, 480, 508, 640), Colour.shade(body, -60));
    canvas.fill(Region.ellipse(925, 560, 32, 26), 0xfff3b8);
    canvas.fill(Region.ellipse(62, 560, 22, 30), 0x8c1a1a);
    wheel(canvas, 245, 665, 105);
    wheel(canvas, 755, 665, 105);
  }

  static void ship(Canvas canvas, Random random) {
    Scenery.sea(canvas, random, 560);
    int hull = Colour.pick(random, 0x23324f, 0x7a2622, 0x1f4b46, 0x303338);
    int funnel = Colour.pick(random, 0xd2452f, 0xe2a12b, 0x2f66b0);
    place(canvas, random, 500, 510, 900, 30);
    canvas.glaze(Region.ellipse(500, 800, 470, 70), 0xeaf4f8, 420);
    canvas.fill(Region.line(250, 600, 250, 210, 18), 0x50545c);
    canvas.fill(Region.line(250, 260, 420, 470, 9), 0x50545c);
    canvas.fill(Region.polygon(540, 430, 555, 230, 660, 230, 675, 430), funnel, 0x5f1f1a);
    canvas.fill(Region.box(556, 270, 660, 305), 0xf4f1e8);
    canvas.fill(Region.box(380, 370, 740, 490), 0xfdfdfa, 0xd5d9de);
    canvas.fill(Region.box(300, 470, 800, 600), 0xf4f4f0, 0xc3c9d0);
    for (int x = 340; x <= 760; x += 70) {
      canvas.fill(Region.box(x, 510, x + 34, 545), GLASS);
    }
    for (int x = 420; x <= 700; x += 70) {
      canvas.fill(Region.box(x, 405, x + 34, 440), GLASS);
    }
    canvas.fill(
        Region.polygon(30, 570, 965, 570, 930, 640, 840, 800, 160, 800),
        Colour.shade(hull, 45),
        Colour.shade(hull, -10));
    canvas.fill(Region.polygon(120, 745, 870, 745, 840, 800, 160, 800), 0xa8322b, 0x6e211f);
    canvas.fill(Region.box(60, 585, 955, 603), 0xf2f2ee);
    for (int x = 60; x < 960; x += 150) {
      canvas.glaze(Region.ellipse(x, 805, 95, 22), 0xf4fafc, 700);
    }
  }

  static void truck(Canvas canvas, Random random) {
    Scenery.street(canvas, random, 610);
    int cab = Colour.pick(random, 0xd13a2c, 0x2c62b5, 0xe7a92a, 0x2f9466, 0x7c4aa0);
    int load = Colour.pick(random, 0xeef0ee, 0xd9dfe6, 0xe8dcc4, 0x9fb3c4);
    place(canvas, random, 500, 520, 920, 30);
    canvas.glaze(Region.ellipse(500, 800, 480, 40), 0x000000, 550);
    canvas.fill(Region.box(40, 660, 950, 715), 0x3a3d44);
    canvas.fill(Region.box(30, 210, 620, 670), load, Colour.shade(load, -45));
    canvas.fill(Region.box(30, 400, 620, 470), cab, Colour.shade(cab, -25));
    canvas.fill(Region.box(30, 210, 620, 235), Colour.shade(load, -70));
    canvas.fill(
        Region.polygon(650, 330, 820, 330, 900, 500, 970, 540, 970, 700, 650, 700),
        Colour.shade(cab, 30),
        Colour.shade(cab, -40));
    canvas.fill(Region.polygon(700, 375, 805, 375, 862, 500, 700, 500), GLASS, 0x627b92);
    canvas.fill(Region.ellipse(945, 610, 24, 28), 0xfff3b8);
    wheel(canvas, 165, 715, 95);
    wheel(canvas, 385, 715, 95);
    wheel(canvas, 800, 715, 95);
  }

  private static void wheel(Canvas canvas, int x, int y, int radius) {
    canvas.fill(Region.ellipse(x, y, radius, radius), TYRE);
    canvas.fill(Region.ellipse(x, y, radius * 55 / 100, radius * 55 / 100), 0xd5d8dc, 0x8b9097);
    canvas.fill(Region.ellipse(x, y, radius * 20 / 100, radius * 20 / 100), 0x4a4d54);
  }

  private static void place(Canvas canvas, Random random, int x, int y, int size, int lean) {
    canvas.place(
        x + random.nextInt(81) - 40,
        y + random.nextInt(81) - 40,
        size + random.nextInt(141) - 70,
        random.nextBoolean() ? 1 : -1,
        random.nextInt(2 * lean * 2 + 1) - lean * 2);
  }
}
