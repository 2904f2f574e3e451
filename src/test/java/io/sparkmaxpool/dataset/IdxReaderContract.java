package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** What holds for IDX files, packed or not. */
abstract class IdxReaderContract extends RecordReaderContract {
  @Override
  final DatasetFormat format() {
    return DatasetFormat.MNIST;
  }

  /** What follows in a name. */
  abstract String ending();

  /** The bytes as files have them. */
  abstract byte[] packed(byte[] bytes);

  final Path images(String name, byte[] bytes) throws IOException {
    return CifarBytes.write(root.resolve(name + "-images-idx3-ubyte" + ending()), packed(bytes));
  }

  final Path labels(String name, byte[] bytes) throws IOException {
    return CifarBytes.write(root.resolve(name + "-labels-idx1-ubyte" + ending()), packed(bytes));
  }

  @Override
  final int writeMixture() throws IOException {
    images("a", IdxBytes.images(14, 50, 60));
    labels("a", IdxBytes.labels(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 200, 255, 0, 1));
    byte[] four = IdxBytes.images(4, 20, 30);
    images("b", Arrays.copyOf(four, four.length - 100));
    labels("b", IdxBytes.labels(4, 5, 6, 7));
    images("c", Mutation.joined(IdxBytes.images(3, 20, 30), new byte[7]));
    images("d", IdxBytes.images(2, 20, 30));
    labels("d", IdxBytes.labels(1));
    images("deep/e", IdxBytes.images(5, 28, 28));
    return 14 + 4 + 4 + 1 + 5;
  }

  @Override
  final Path writeOne(Path directory, String name) throws IOException {
    return CifarBytes.write(
        directory.resolve(name + ".idx3-ubyte" + ending()), packed(IdxBytes.images(1, 5, 7)));
  }

  @Override
  final String keyOfOne(String file) {
    return file + "#0";
  }
}
