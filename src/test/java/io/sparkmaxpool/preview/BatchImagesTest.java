package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchImagesTest {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private BatchImages images;

  /** Writes records; returns the pictures, as step, tag and extents. */
  private List<String> written(List<PreviewRecord> records) throws IOException {
    try (EventFileWriter events = new EventFileWriter(file, InstantSource.system())) {
      images = new BatchImages(events);
      for (PreviewRecord record : records) {
        images.add(record);
      }
      images.flush();
    }
    return LoggedEvent.allOf(file.toByteArray()).stream()
        .skip(1)
        .map(
            event ->
                "%d %s %dx%d"
                    .formatted(
                        event.step(), event.tag(), event.image().height(), event.image().width()))
        .toList();
  }

  private static Tensor zeros(int... shape) {
    return Tensor.of(DType.UINT8, Shape.of(shape), Tensor.allocate(DType.UINT8, Shape.of(shape)));
  }

  private static PreviewRecord record(Tensor input, Tensor output) {
    return new PreviewRecord("key", Optional.empty(), input.shape(), input, output);
  }

  private static PreviewRecord withoutInput(Shape inputShape, Tensor output) {
    return new PreviewRecord("key", Optional.empty(), inputShape, null, output);
  }

  @Test
  void aBatchHas64Records() throws IOException {
    List<PreviewRecord> records = Collections.nCopies(130, record(zeros(3, 4, 6), zeros(3, 2, 3)));

    assertThat(written(records))
        .containsExactly(
            "0 input 32x48",
            "0 output 16x24",
            "1 input 32x48",
            "1 output 16x24",
            "2 input 4x12",
            "2 output 2x6");
    assertThat(images.steps()).isEqualTo(3);
    assertThat(images.leftOut()).isZero();
  }

  @Test
  void thereAreNoPicturesOfNoRecords() throws IOException {
    assertThat(written(List.of())).isEmpty();
    assertThat(images.steps()).isZero();
  }

  @Test
  void aBatchEndsWhereItsGridWouldBeTooLarge() throws IOException {
    // Three are 15,000,000 pixels, and four would be too many.
    List<PreviewRecord> records =
        Collections.nCopies(4, record(zeros(1, 2000, 2500), zeros(1, 1, 1)));

    assertThat(written(records))
        .containsExactly("0 input 2000x7500", "0 output 1x3", "1 input 2000x2500", "1 output 1x1");
  }

  @Test
  void theCellsOfMixedShapesCountAsTheLargest() throws IOException {
    // Neither is large, but cells as high as the one and as wide as the other are.
    assertThat(
            written(
                List.of(
                    record(zeros(1, 1, 5000), zeros(1, 1, 1)),
                    record(zeros(1, 4000, 1), zeros(1, 2, 1)))))
        .containsExactly("0 input 1x5000", "0 output 1x1", "1 input 4000x1", "1 output 2x1");
  }

  @Test
  void aRecordThatIsTooLargeOrHasNoPixelIsLeftOut() throws IOException {
    Tensor one = zeros(1, 1, 1);

    assertThat(
            written(
                List.of(
                    withoutInput(Shape.of(3, 4096, 4097), one),
                    record(zeros(1, 0, 3), one),
                    record(one, zeros(0, 1, 1)),
                    record(one, one))))
        .containsExactly("0 input 1x1", "0 output 1x1");
    assertThat(images.leftOut()).isEqualTo(3);
  }

  @Test
  void thePlaceOfAnInputThatIsGoneStaysBlack() throws IOException {
    Tensor white = Tensor.of(Shape.of(1, 1, 1), 1f);
    List<PreviewRecord> records = new ArrayList<>();
    records.add(withoutInput(white.shape(), white));
    records.add(record(white, white));

    written(records);

    List<LoggedEvent> events = LoggedEvent.allOf(file.toByteArray());
    assertThat(events.get(1).image().pixels()).containsExactly(0, 0, 0, 255, 255, 255);
    assertThat(events.get(2).image().pixels()).containsExactly(255, 255, 255, 255, 255, 255);
  }

  @Test
  void withoutAnyInputThereAreOutputsAlone() throws IOException {
    assertThat(written(List.of(withoutInput(Shape.of(1, 2, 2), zeros(1, 1, 1)))))
        .containsExactly("0 output 1x1");
  }

  @Test
  void bytesAndTheFloatsMadeOfThemAreDrawnTheSame() throws IOException {
    Tensor levels = zeros(1, 16, 16);
    for (int i = 0; i < 256; i++) {
      levels.data()[i] = (byte) i;
    }

    written(List.of(record(levels, ToTensor.of(levels))));

    List<LoggedEvent> events = LoggedEvent.allOf(file.toByteArray());
    assertThat(events.get(1).image().pixels()).isEqualTo(events.get(2).image().pixels());
  }
}
