package io.sparkmaxpool.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How the headers of {@code .npy} files lie: well-formed ones around wrong or absurd values. */
final class NpyLies {
  private static final List<String> EXTENTS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "5",
          "-1",
          "65535",
          "1000000",
          "1000001",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "1" + "0".repeat(300),
          "3L",
          "None",
          "'3'",
          "(3,)");
  private static final List<String> TYPES =
      List.of("|u1", "<i2", ">f4", "<f8", "<f2", ">i8", "<c8", "|b1", "<U9", "|O", "u1", "<u4");

  private NpyLies() {}

  static byte[] of(byte[] file, Random random) {
    String dict =
        switch (random.nextInt(8)) {
          case 0 -> "{'descr': " + "(".repeat(random.nextInt(9000)) + ")";
          case 1 -> "{'descr': '" + "x".repeat(random.nextInt(9000)) + "'";
          case 2 -> "{'shape': (" + "9223372036854775807,".repeat(random.nextInt(480)) + ")}";
          case 3 -> full("(" + "9".repeat(1 + random.nextInt(9000)) + ",)", random);
          case 4 -> full("(" + "2,".repeat(random.nextInt(4500)) + ")", random);
          case 5 -> full("(" + "1, [".repeat(random.nextInt(60)), random);
          default -> full(shape(random), random);
        };
    byte[] text = dict.getBytes(StandardCharsets.ISO_8859_1);
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 0, 0};
    int length = random.nextInt(8) == 0 ? random.nextInt(70_000) : text.length;
    Mutation.with(start, 8, 2, length, false);
    byte[] data = Arrays.copyOfRange(file, Math.min(128, file.length), file.length);
    return Mutation.joined(start, text, random.nextInt(4) == 0 ? new byte[0] : data);
  }

  private static String full(String shape, Random random) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s}"
        .formatted(
            TYPES.get(random.nextInt(TYPES.size())),
            random.nextBoolean() ? "False" : "True",
            shape);
  }

  private static String shape(Random random) {
    return IntStream.range(0, 2 + random.nextInt(4))
        .mapToObj(i -> EXTENTS.get(random.nextInt(random.nextBoolean() ? 5 : EXTENTS.size())))
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
