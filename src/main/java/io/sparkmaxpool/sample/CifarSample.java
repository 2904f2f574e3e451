package io.sparkmaxpool.sample;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small dataset in the binary layout of CIFAR-10 (its "binary version"): records of one label
 * byte and 3 planes of 32 by 32 bytes, red, green, blue.
 */
final class CifarSample {
  static final int SIDE = 32;
  private static final int RECORDS_OF_A_CLASS = 25;
  private static final long SEED = 20090408;

  private CifarSample() {}

  /** The files by their name; each batch has 25 pictures of every class, shuffled. */
  static Map<String, byte[]> files() {
    Random random = new Random(SEED);
    Map<String, byte[]> files = new TreeMap<>();
    for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
      files.put(batch, batch(random));
    }
    StringBuilder names = new StringBuilder();
    for (Subject subject : Subject.values()) {
      names.append(subject.label()).append('\n');
    }
    files.put("batches.meta.txt", names.toString().getBytes(StandardCharsets.US_ASCII));
    return files;
  }

  private static byte[] batch(Random random) {
    List<Subject> order = new ArrayList<>();
    for (int i = 0; i < RECORDS_OF_A_CLASS; i++) {
      order.addAll(List.of(Subject.values()));
    }
    Collections.shuffle(order, random);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (Subject subject : order) {
      records.write(subject.ordinal());
      records.writeBytes(subject.draw(random, SIDE, SIDE).data());
    }
    return records.toByteArray();
  }
}
