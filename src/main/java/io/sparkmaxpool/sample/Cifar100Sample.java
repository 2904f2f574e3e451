package io.sparkmaxpool.sample;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small dataset in the binary layout of CIFAR-100: records of two label bytes, coarse and fine,
 * and 3 planes of 32 by 32 bytes. There are drawings for seven of the hundred classes.
 */
final class Cifar100Sample {
  private static final int TRAIN_OF_A_CLASS = 4;
  private static final int TEST_OF_A_CLASS = 2;
  private static final long SEED = 20090409;

  /** A class of CIFAR-100, and the drawing that comes nearest to it. */
  private record Kind(int coarse, int fine, Subject drawing) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(8, 88, Subject.CAT), // large_carnivores, tiger
          new Kind(8, 97, Subject.DOG), // large_carnivores, wolf
          new Kind(11, 15, Subject.HORSE), // large_omnivores_and_herbivores, camel
          new Kind(11, 19, Subject.DEER), // large_omnivores_and_herbivores, cattle
          new Kind(15, 93, Subject.FROG), // reptiles, turtle
          new Kind(18, 13, Subject.TRUCK), // vehicles_1, bus
          new Kind(18, 58, Subject.AUTOMOBILE)); // vehicles_1, pickup_truck

  private Cifar100Sample() {}

  /** The files by their name. The names of the classes are the standard ones, and in no file. */
  static Map<String, byte[]> files() {
    Random random = new Random(SEED);
    Map<String, byte[]> files = new TreeMap<>();
    files.put("train.bin", batch(random, TRAIN_OF_A_CLASS));
    files.put("test.bin", batch(random, TEST_OF_A_CLASS));
    return files;
  }

  private static byte[] batch(Random random, int ofEach) {
    List<Kind> order = new ArrayList<>();
    for (int i = 0; i < ofEach; i++) {
      order.addAll(KINDS);
    }
    Collections.shuffle(order, random);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (Kind kind : order) {
      records.write(kind.coarse());
      records.write(kind.fine());
      records.writeBytes(kind.drawing().draw(random, CifarSample.SIDE, CifarSample.SIDE).data());
    }
    return records.toByteArray();
  }
}
