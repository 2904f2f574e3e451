package io.sparkmaxpool.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** How the headers of tar archives lie, under right checksums. */
final class TarLies {
  private static final String TYPES = "0\0007123456LKxXgSDVMN";
  private static final List<String> NAMES =
      List.of(
          "",
          ".",
          "..",
          "/",
          "../../etc/x.png",
          "/x.png",
          "a//b.png",
          "s0.png",
          "s0.cls",
          ".png",
          "x.",
          "__x__",
          "x#1.png");

  private TarLies() {}

  static byte[] of(byte[] tar, Random random) {
    List<Integer> headers = headers(tar);
    int at = headers.get(random.nextInt(headers.size()));
    byte[] lie =
        switch (random.nextInt(7)) {
          case 0 -> with(tar, at + TarBytes.SIZE_AT, octal(Mutation.absurd(random), 12));
          case 1 -> {
            tar[at + TarBytes.SIZE_AT] = (byte) (random.nextBoolean() ? 0x80 : 0xFF);
            yield Mutation.with(tar, at + TarBytes.SIZE_AT + 4, 8, Mutation.absurd(random), true);
          }
          case 2 ->
              Mutation.with(tar, at + 156, 1, TYPES.charAt(random.nextInt(TYPES.length())), true);
          case 3 -> with(tar, at, Arrays.copyOf(name(random), 100));
          case 4 -> {
            // Behind it stands what belongs to another type.
            byte[] header =
                TarBytes.header(
                    "x", TYPES.charAt(random.nextInt(TYPES.length())), random.nextInt(2000));
            yield Mutation.inserted(tar, at, header);
          }
          case 5 -> Mutation.inserted(tar, at, pax(random));
          default -> Mutation.with(tar, at + random.nextInt(512), 1, random.nextInt(256), true);
        };
    return random.nextInt(8) == 0 ? lie : TarBytes.checked(lie, at);
  }

  private static byte[] name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] octal(long value, int digits) {
    String text = Long.toOctalString(value);
    return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), digits);
  }

  private static byte[] pax(Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    String word =
        switch (random.nextInt(4)) {
          case 0 -> "size=" + Mutation.absurd(random);
          case 1 -> "path=" + name;
          case 2 -> "GNU.sparse.size=" + Mutation.absurd(random);
          default -> "path=" + "x".repeat(random.nextInt(2000));
        };
    byte[] pax = new TarBytes().pax(word).toBytes();
    return random.nextInt(4) == 0
        ? Mutation.with(pax, 512 + random.nextInt(4), 1, random.nextInt(256), true)
        : pax;
  }

  private static byte[] with(byte[] tar, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, tar, at, bytes.length);
    return tar;
  }

  private static List<Integer> headers(byte[] tar) {
    List<Integer> headers = new ArrayList<>();
    for (int at = 0; at < tar.length; at += TarBytes.BLOCK) {
      if (new String(tar, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
        headers.add(at);
      }
    }
    return headers;
  }
}
