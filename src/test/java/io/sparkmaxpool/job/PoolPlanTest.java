package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.dataset.Split;
import io.sparkmaxpool.job.PoolPlan.PooledShape;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPlanTest {
  /** A plan for a folder of images of these shapes, of 5,000 bytes each, decoded 10 times that. */
  private static PoolPlan plan(String encoding, PooledShape... shapes) {
    JobSpec spec =
        JobSpecReader.read(
                Map.of(
                    SpecKey.INPUT_FORMAT, List.of("image-folder"),
                    SpecKey.INPUT_PATH, List.of("/in"),
                    SpecKey.OUTPUT_PATH, List.of("/out"),
                    SpecKey.KERNEL_SIZE, List.of("2"),
                    SpecKey.ENCODING, List.of(encoding)))
            .decided(DType.FLOAT32, Footer.NONE);
    List<InputFile> files =
        List.of(shapes).stream()
            .map(
                shape ->
                    new InputFile(
                        "/in/" + shape.key(),
                        shape.key(),
                        5_000,
                        0,
                        InputFile.NO_LABEL,
                        List.of(),
                        FileRecords.WHOLE_FILE))
            .toList();
    Listing listing =
        new Listing(
            DatasetFormat.IMAGE_FOLDER,
            files,
            List.of(new Listing.Unlisted("locked", "locked: permission denied")),
            1_234,
            10.0,
            Listing.Coverage.SAMPLE,
            List.of(),
            List.of());
    List<Split> splits = listing.split(1 << 20, 1);
    return new PoolPlan(spec, listing, splits, Optional.empty(), List.of(shapes));
  }

  private static PooledShape halved(String key, int height, int width) {
    return new PooledShape(key, Shape.of(3, height, width), Shape.of(3, height / 2, width / 2));
  }

  @Test
  void tellsAllInLines() {
    PoolPlan plan =
        plan(
            "array",
            halved("a.png", 40, 20),
            new PooledShape("b.png", Shape.of(3, 1, 1), null),
            halved("c.png", 20, 40),
            halved("d.png", 10, 10),
            halved("e.png", 12, 10));

    assertThat(plan.lines())
        .containsExactly(
            "input    image-folder of /in: 5 files, 25,000 bytes, 1,234 ignored, 1 unreadable",
            "records  6",
            "splits   1 of at most 250,000 bytes decoded",
            "pool     MaxPool2d(kernel_size=2, stride=2, padding=0,"
                + " dilation=1, ceil_mode=False) on %s kernels".formatted(MaxPool2d.kernelName()),
            "shape    [3, 40, 20] -> [3, 20, 10] (a.png)",
            "shape    [3, 1, 1] -> too small: a bad record (b.png)",
            "shape    [3, 20, 40] -> [3, 10, 20] (c.png)",
            "shape    and 2 more in the headers sampled",
            "output   /out: float32 array, zstd, about 46,849 bytes");
  }

  @ParameterizedTest
  @CsvSource({"array", "nested"})
  void tellsWhereListsAreLongerThanDuckDbReads(String encoding) {
    PooledShape longest = new PooledShape("b.png", Shape.of(1, 500, 520), Shape.of(1, 250, 260));
    PooledShape longer = new PooledShape("c.png", Shape.of(1, 562, 1000), Shape.of(1, 281, 500));

    assertThat(plan(encoding, halved("a.png", 40, 20), longest).lines())
        .noneMatch(line -> line.startsWith("note"));
    assertThat(plan(encoding, longest, longer, halved("a.png", 40, 20)).lines())
        .endsWith(
            "note     tensors of 140,500 elements: DuckDB cannot read lists that long, encoding"
                + " binary can be read by all");
  }

  @ParameterizedTest
  @CsvSource({"binary", "npy"})
  void bytesAreNeverTooLong(String encoding) {
    assertThat(plan(encoding, halved("a.png", 4_000, 3_000)).lines())
        .noneMatch(line -> line.startsWith("note"));
  }
}
