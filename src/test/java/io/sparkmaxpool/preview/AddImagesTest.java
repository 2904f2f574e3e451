package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Grids of pictures against those of PyTorch's {@code SummaryWriter.add_images}, which {@code
 * src/build/make_tensorboard_goldens.py} wrote, byte for byte.
 */
class AddImagesTest {
  /** A call of add_images and the picture it logs. */
  record Call(Tensor batch, int height, int width, byte[] pixels) {
    private static Call of(String line) {
      String[] columns = line.split("\t");
      int[] shape = Arrays.stream(columns[1].split(",")).mapToInt(Integer::parseInt).toArray();
      assertThat(columns[5]).isEqualTo("3");
      return new Call(
          Tensor.of(DType.of(columns[0]), Shape.of(shape), Base64.getDecoder().decode(columns[2])),
          Integer.parseInt(columns[3]),
          Integer.parseInt(columns[4]),
          Base64.getDecoder().decode(columns[6]));
    }

    List<Tensor> images() {
      Shape shape = batch.shape();
      int bytes = batch.data().length / shape.extent(0);
      List<Tensor> images = new ArrayList<>();
      for (int i = 0; i < shape.extent(0); i++) {
        images.add(
            Tensor.of(
                batch.dtype(),
                Shape.of(shape.extent(1), shape.extent(2), shape.extent(3)),
                Arrays.copyOfRange(batch.data(), i * bytes, (i + 1) * bytes)));
      }
      return images;
    }

    @Override
    public String toString() {
      return batch.toString();
    }
  }

  static Stream<Call> calls() throws IOException {
    try (InputStream file = AddImagesTest.class.getResourceAsStream("/preview/add_images.tsv")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines().skip(2).map(Call::of).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void drawsWhatPyTorchDraws(Call call) {
    ImageGrid grid =
        ImageGrid.of(call.images().stream().map(GridCell::of).map(Optional::of).toList());

    assertThat(grid.height()).isEqualTo(call.height());
    assertThat(grid.width()).isEqualTo(call.width());
    assertThat(grid.samples()).isEqualTo(call.pixels());
  }

  @Test
  void everyTypeAndBothKindsOfImagesAreCompared() throws IOException {
    List<Call> calls = calls().toList();

    assertThat(calls).hasSize(22);
    assertThat(calls).extracting(call -> call.batch().dtype()).contains(DType.values());
    assertThat(calls).extracting(call -> call.batch().shape().extent(0)).contains(1, 7, 8, 9, 64);
    assertThat(calls).extracting(call -> call.batch().shape().extent(1)).contains(1, 3);
  }

  @Test
  void onlyTheFirstOfOtherNumbersOfChannelsIsDrawn() {
    Tensor four = Tensor.of(Shape.of(4, 1, 2), 0f, 1f, 0.5f, 0.5f, 1f, 1f, 0f, 0f);

    ImageGrid grid = ImageGrid.of(List.of(Optional.of(GridCell.of(four))));

    assertThat(grid.samples()).containsExactly(0, 0, 0, 255, 255, 255);
  }

  @Test
  void smallerImagesLieInTheUpperLeftCornerOfTheirCell() {
    GridCell large = new GridCell(2, 2, new byte[] {1, 2, 3, 4});
    GridCell small = new GridCell(1, 1, new byte[] {9});

    ImageGrid grid =
        ImageGrid.of(List.of(Optional.of(small), Optional.empty(), Optional.of(large)));

    assertThat(grid.height()).isEqualTo(2);
    assertThat(grid.width()).isEqualTo(6);
    byte[] reds = new byte[12];
    for (int i = 0; i < reds.length; i++) {
      reds[i] = grid.samples()[3 * i];
    }
    assertThat(reds).containsExactly(9, 0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4);
  }
}
