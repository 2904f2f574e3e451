package io.sparkmaxpool.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** How the headers of tar archives lie: fields that are others, with the checksum that fits. */
final class CifarTarLies {
  private static final String[] SIZES = {
    "00000000000",
    "00000000001",
    "00000006002",
    "00000100000",
    "77777777777",
    "-0000000001",
    "9",
    ""
  };
  private static final String TYPES = "0\u00001256LKxgSVDN";

  private CifarTarLies() {}

  static byte[] of(byte[] archive, Random random) {
    byte[] file = archive.clone();
    switch (random.nextInt(6)) {
      case 0 -> put(file, 124, SIZES[random.nextInt(SIZES.length)] + "\0");
      case 1 -> {
        Mutation.with(file, 128, 8, Mutation.absurd(random), true);
        file[124] = (byte) 0x80;
      }
      case 2 -> file[156] = (byte) TYPES.charAt(random.nextInt(TYPES.length()));
      case 3 -> put(file, 0, random.nextBoolean() ? "../x.bin\0" : "/x.bin\0");
      case 4 -> put(file, 512, "99999999 size=1\n");
      default -> put(file, 512, "%d size=%d\n".formatted(random.nextInt(30), random.nextLong()));
    }
    return CifarTar.withCheckSum(file, 0);
  }

  private static void put(byte[] file, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, file, at, bytes.length);
  }
}
