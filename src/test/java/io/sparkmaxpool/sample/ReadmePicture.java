package io.sparkmaxpool.sample;

import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws the README's picture, one record of each class before and after a 3 by 3 max pool: {@code
 * ReadmePicture BATCH.bin PICTURE.png}.
 */
final class ReadmePicture {
  private static final int CLASSES = 10;
  private static final int RECORD = 1 + 3 * 32 * 32;
  private static final MaxPool2d POOL = MaxPool2d.of(Pool2dParams.of(3));

  private ReadmePicture() {}

  public static void main(String[] arguments) throws IOException {
    Path picture = Path.of(arguments[1]);
    Files.createDirectories(picture.toAbsolutePath().getParent());
    Files.write(picture, PairSheet.png(firstOfEachClass(Path.of(arguments[0])), 5, 128));
  }

  private static List<PairSheet.Pair> firstOfEachClass(Path batch) throws IOException {
    byte[] records = Files.readAllBytes(batch);
    List<PairSheet.Pair> pairs = new ArrayList<>();
    for (int label = 0; label < CLASSES; label++) {
      int at = 0;
      while (records[at] != label) {
        at += RECORD;
      }
      Tensor image =
          Tensor.of(
              DType.UINT8, Shape.of(3, 32, 32), Arrays.copyOfRange(records, at + 1, at + RECORD));
      pairs.add(new PairSheet.Pair(image, POOL.apply(image)));
    }
    return pairs;
  }
}
