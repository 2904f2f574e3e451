package io.sparkmaxpool.sample;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A small dataset in MNIST's layout: digits of 28 by 28 grey pixels, white on black. */
final class MnistSample {
  private static final int SIDE = 28;
  private static final int TRAIN_OF_A_DIGIT = 4;
  private static final int TEST_OF_A_DIGIT = 2;
  private static final long SEED = 19981101;
  private static final int UINT8_OF_ONE_AXIS = 0x0801;
  private static final int UINT8_OF_THREE_AXES = 0x0803;
  private static final int GRAIN = 4;

  /** The corners of strokes that a pen follows, in the units of {@link Region}. */
  private static final int[][] STROKES = {
    {340, 260, 500, 180, 660, 260, 680, 500, 660, 740, 500, 820, 340, 740, 320, 500, 340, 260},
    {380, 300, 520, 180, 520, 820},
    {340, 300, 440, 190, 600, 200, 660, 330, 340, 800, 680, 800},
    {340, 220, 620, 210, 640, 380, 470, 480, 650, 580, 630, 770, 340, 790},
    {560, 820, 560, 180, 310, 600, 690, 600},
    {660, 190, 370, 190, 360, 460, 600, 470, 660, 640, 580, 790, 340, 790},
    {600, 180, 390, 420, 340, 650, 440, 810, 610, 780, 650, 620, 540, 500, 370, 580},
    {330, 200, 670, 200, 460, 820},
    {
      500, 490, 350, 370, 390, 220, 500, 180, 610, 220, 650, 370, 500, 490, 340, 640, 390, 790, 500,
      820, 610, 790, 660, 640, 500, 490
    },
    {640, 400, 500, 500, 370, 430, 360, 270, 470, 180, 600, 210, 640, 400, 580, 820}
  };

  private MnistSample() {}

  /** The files by their name: pictures and labels, to train and to test. */
  static Map<String, byte[]> files() {
    Random random = new Random(SEED);
    Map<String, byte[]> files = new TreeMap<>();
    add(files, "train", TRAIN_OF_A_DIGIT, random);
    add(files, "t10k", TEST_OF_A_DIGIT, random);
    return files;
  }

  private static void add(Map<String, byte[]> files, String name, int ofEach, Random random) {
    List<Integer> digits = new ArrayList<>();
    for (int i = 0; i < ofEach; i++) {
      digits.addAll(IntStream.range(0, STROKES.length).boxed().toList());
    }
    Collections.shuffle(digits, random);
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    images.writeBytes(header(UINT8_OF_THREE_AXES, digits.size(), SIDE, SIDE));
    labels.writeBytes(header(UINT8_OF_ONE_AXIS, digits.size()));
    for (int digit : digits) {
      images.writeBytes(draw(digit, random));
      labels.write(digit);
    }
    files.put(name + "-images-idx3-ubyte", images.toByteArray());
    files.put(name + "-labels-idx1-ubyte", labels.toByteArray());
  }

  private static byte[] header(int magic, int... extents) {
    ByteBuffer header = ByteBuffer.allocate(Integer.BYTES * (1 + extents.length)).putInt(magic);
    for (int extent : extents) {
      header.putInt(extent);
    }
    return header.array();
  }

  private static byte[] draw(int digit, Random random) {
    Canvas canvas = new Canvas(SIDE, SIDE);
    int x = 480 + random.nextInt(41);
    int y = 480 + random.nextInt(41);
    canvas.place(x, y, 900 + random.nextInt(200), 1, random.nextInt(301) - 150);
    int width = 70 + random.nextInt(50);
    int[] strokes = STROKES[digit];
    for (int i = 0; i + 3 < strokes.length; i += 2) {
      canvas.fill(
          Region.line(strokes[i], strokes[i + 1], strokes[i + 2], strokes[i + 3], width), 0xffffff);
    }
    return Arrays.copyOf(canvas.develop(random, GRAIN).data(), SIDE * SIDE);
  }
}
