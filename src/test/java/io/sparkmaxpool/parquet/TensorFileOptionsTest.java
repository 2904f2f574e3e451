package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorFileOptionsTest {
  @Test
  void onlyUint8ChangesItsType() {
    assertRefused(
        () -> Sample.options(DType.INT8, DType.FLOAT32, Encoding.ARRAY),
        "int8 tensors cannot be written as float32: only uint8 changes its type, to float32");
    assertRefused(
        () -> Sample.options(DType.UINT8, DType.INT16, Encoding.ARRAY),
        "uint8 tensors cannot be written as int16: only uint8 changes its type, to float32");
  }

  @Test
  void npyHasNoBfloat16() {
    assertRefused(
        () -> Sample.options(DType.BFLOAT16, DType.BFLOAT16, Encoding.NPY),
        "encoding npy has no type bfloat16");
  }

  @ParameterizedTest(name = "footer {0}, encoding {1}")
  @CsvSource({
    "ARROW,NESTED,array",
    "ARROW,BINARY,array",
    "ARROW,NPY,array",
    "HF,ARRAY,nested",
    "HF,BINARY,nested",
    "HF,NPY,nested"
  })
  void aFooterNeedsItsEncoding(Footer footer, Encoding encoding, String needed) {
    for (DType dtype : DType.values()) {
      if (encoding != Encoding.NPY || dtype != DType.BFLOAT16) {
        assertRefused(
            () -> Sample.options(dtype, dtype, encoding, footer, Compression.ZSTD, 1_000),
            "footer %s needs encoding %s, but the encoding is %s"
                .formatted(footer.label(), needed, encoding.label()));
      }
    }
  }

  @Test
  void rowGroupSizeIsPositive() {
    assertRefused(
        () ->
            Sample.options(
                DType.UINT8, DType.UINT8, Encoding.ARRAY, Footer.NONE, Compression.ZSTD, 0),
        "the row group size must be positive, but is 0");
  }

  @Test
  void theArrowSchemaKeyIsTheWriters() {
    assertRefused(
        () ->
            new TensorFileOptions(
                Set.of(),
                DType.UINT8,
                DType.UINT8,
                Encoding.ARRAY,
                Footer.NONE,
                Compression.ZSTD,
                1_000,
                Map.of("ARROW:schema", "")),
        "the metadata key ARROW:schema is the writer's own");
  }

  @Test
  void halvesAreFloatsInListsAlone() {
    for (DType half : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
      assertThat(Sample.options(half, half, Encoding.ARRAY).visible()).isEqualTo(DType.FLOAT32);
      assertThat(Sample.options(half, half, Encoding.NESTED).visible()).isEqualTo(DType.FLOAT32);
      assertThat(Sample.options(half, half, Encoding.BINARY).visible()).isEqualTo(half);
    }
    assertThat(Sample.options(DType.FLOAT16, DType.FLOAT16, Encoding.NPY).visible())
        .isEqualTo(DType.FLOAT16);
  }

  @Test
  void labelsAreTheWordsOfAJobSpec() {
    assertThat(Encoding.values())
        .extracting(Encoding::label)
        .containsExactly("array", "nested", "binary", "npy");
    assertThat(Footer.values()).extracting(Footer::label).containsExactly("arrow", "hf", "none");
    assertThat(Compression.values())
        .extracting(Compression::label)
        .containsExactly("zstd", "snappy", "gzip", "lz4", "uncompressed");
    assertThat(OptionalColumn.values())
        .extracting(OptionalColumn::label)
        .containsExactly("label", "label_name", "indices");
  }

  private static void assertRefused(ThrowingCallable action, String message) {
    assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
