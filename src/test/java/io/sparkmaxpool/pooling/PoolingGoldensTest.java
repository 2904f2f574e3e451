package io.sparkmaxpool.pooling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.pooling.PoolingGoldens.GoldenCase;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The golden files hold what the pooling tests rely on: an empty file would let all of them pass.
 */
class PoolingGoldensTest {
  @ParameterizedTest
  @EnumSource
  void isMadeByANamedPyTorch(PoolingGoldens.File file) {
    assertThat(file.load().madeBy()).isEqualTo("PyTorch 2.15.0, AVX2, seed 20260101");
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_POOL2D, 4279, 302, 200",
    "MAX_POOL2D_BACKWARD, 548, 452, 0",
    "AVG_POOL2D, 341, 329, 0",
    "LP_POOL2D, 1164, 369, 0",
    "ADAPTIVE_MAX_POOL2D, 378, 511, 0",
    "ADAPTIVE_AVG_POOL2D, 436, 453, 0",
    "MAX_UNPOOL2D, 1030, 619, 0",
    "TORCH_LITERAL, 34, 17, 12",
    "ONNX, 32, 0, 0",
  })
  void hasAllItsCases(PoolingGoldens.File file, int results, int refusals, int sizes) {
    PoolingGoldens goldens = file.load();

    assertThat(goldens.cases().stream().filter(GoldenCase::succeeds).count()).isEqualTo(results);
    assertThat(goldens.cases().size() - results).isEqualTo(refusals);
    assertThat(goldens.sizes().size()).isEqualTo(sizes);
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_POOL2D, 9, 432",
    "MAX_POOL2D_BACKWARD, 4, 100",
    "AVG_POOL2D, 5, 24",
    "LP_POOL2D, 4, 2",
    "ADAPTIVE_MAX_POOL2D, 4, 42",
    "ADAPTIVE_AVG_POOL2D, 4, 42",
    "MAX_UNPOOL2D, 4, 192",
  })
  void everyTypeHasAllSampleInputs(PoolingGoldens.File file, int types, int samples) {
    Map<DType, Integer> counts = new TreeMap<>();
    for (GoldenCase golden : file.load().cases()) {
      if (golden.source().equals("sample input")) {
        counts.merge(golden.call().dtype(), 1, Integer::sum);
      }
    }

    assertThat(counts)
        .hasSize(types)
        .allSatisfy((dtype, cases) -> assertThat(cases).isGreaterThanOrEqualTo(samples));
  }

  @Test
  void anEmptyWindowHasTheLowestValueAndAnIndexOutsideThePlane() {
    GoldenCase golden =
        PoolingGoldens.File.MAX_POOL2D.load().cases().stream()
            .filter(any -> any.source().equals("empty window"))
            .filter(any -> any.call().dtype() == DType.FLOAT32)
            .findFirst()
            .orElseThrow();

    assertThat(golden)
        .hasToString(
            "empty window: max_pool2d(float32 [1, 3, 3]) {\"kernel_size\":[2],\"stride\":[1],"
                + "\"padding\":[1],\"dilation\":[4],\"ceil_mode\":false}");
    assertThat(golden.outputs())
        .containsExactly(
            Tensor.of(Shape.of(1, 1, 1), Float.NEGATIVE_INFINITY),
            Tensor.of(Shape.of(1, 1, 1), 12L));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TORCH_LITERAL", "ONNX"},
      mode = EnumSource.Mode.EXCLUDE)
  void errorsHaveEveryTextOfPyTorch(PoolingGoldens.File file) throws IOException {
    List<String> texts =
        file.load().cases().stream()
            .filter(golden -> !golden.succeeds())
            .map(golden -> pattern(((Outcome.Refused) golden.outcome()).text()))
            .distinct()
            .sorted()
            .toList();

    assertThat(texts).containsExactlyElementsOf(texts(file));
  }

  /** The operation's paragraph of the list of all texts. */
  private static List<String> texts(PoolingGoldens.File file) throws IOException {
    try (InputStream list =
        PoolingGoldensTest.class.getResourceAsStream("/pooling/error_texts.txt")) {
      for (String paragraph : new String(list.readAllBytes(), UTF_8).split("\n\n")) {
        List<String> lines = paragraph.lines().toList();
        if (lines.get(0).equals(file.name().toLowerCase(Locale.ROOT))) {
          return lines.subList(1, lines.size());
        }
      }
    }
    throw new IllegalArgumentException("no texts of " + file);
  }

  /** A text without what belongs to its call. */
  private static String pattern(String text) {
    return text.replaceAll("not implemented for '\\w+'", "not implemented for T")
        .replaceAll("(?<=[Gg]ot: )[A-Z]\\w+|(?<=found )\\w+$", "T")
        .replaceAll("dtype (unsigned |signed |short |long )?[a-z][\\w:]*(?= for|$)", "dtype T")
        .replaceAll("-?\\d+(\\.\\d+)?", "N")
        .replaceAll("\\[[N, -]*]", "[..]");
  }
}
