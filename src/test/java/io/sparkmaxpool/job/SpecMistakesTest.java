package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sparkmaxpool.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecMistakesTest {
  private static final String SIZE = ": an int or [height, width] is wanted";
  private static final String BYTES =
      ": bytes are wanted, at least 1: an int, or an int with B, KB, MB or GB (1 KB is 1024 B)";

  /** The lines that a spec of nothing but one key, and all that is required, is refused with. */
  private static List<String> mistakes(String path, String yaml) {
    Map<String, String> written = new LinkedHashMap<>();
    written.put("input.format", "cifar10");
    written.put("input.path", "in");
    written.put("pool.kernel-size", "3");
    written.put("output.path", "out");
    written.remove(path);
    StringBuilder flow = new StringBuilder(path + ": " + yaml + "\n");
    written.forEach((key, value) -> flow.append(key).append(": ").append(value).append('\n'));
    return mistakesOf(flow.toString(), Map.of());
  }

  private static List<String> mistakesOf(String yaml, Map<SpecKey<?>, List<String>> overrides) {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class, () -> JobSpecReader.read(yaml, "a.yaml", overrides));
    assertThat(refusal).as(yaml).isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
    return refusal.lines();
  }

  private static List<String> optionMistakes(SpecKey<?> key, String... texts) {
    return mistakesOf(
        "input: {format: cifar10, path: in}\npool: {kernel-size: 3}\noutput: {path: out}\n",
        Map.of(key, List.of(texts)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pool.kernel-size | '3'         | \"3\"",
        "pool.kernel-size | \"3\"       | \"3\"",
        "pool.kernel-size | 3.0         | 3.0",
        "pool.kernel-size | 1e3         | 1e3",
        "pool.kernel-size | true        | true",
        "pool.kernel-size | []          | []",
        "pool.kernel-size | [1, 2, 3]   | [1, 2, 3]",
        "pool.kernel-size | [3, '2']    | [3, \"2\"]",
        "pool.kernel-size | [3, null]   | [3, null]",
        "pool.kernel-size | [[3]]       | [[3]]",
        "pool.kernel-size | {h: 3, w: x} | {h: 3, w: \"x\"}",
        "pool.stride      | auto        | \"auto\"",
        "pool.padding     | same        | \"same\"",
        "pool.dilation    | 1.5         | 1.5",
      })
  void refusesWhatIsNoSize(String path, String yaml, String shown) {
    assertThat(mistakes(path, yaml)).containsExactly("a.yaml:1: " + path + ": " + shown + SIZE);
  }

  @ParameterizedTest
  @CsvSource({"2147483648", "-2147483649", "0x10"})
  void refusesASizeBeyond32Bits(String yaml) {
    assertThat(mistakes("pool.stride", yaml))
        .containsExactly("a.yaml:1: pool.stride: " + yaml + SIZE + ", in decimal and of 32 bits");
  }

  @ParameterizedTest
  @CsvSource({
    "input.split-size,0,0",
    "input.split-size,-1,-1",
    "input.split-size,1.5MB,\"1.5MB\"",
    "output.file-size,MB,\"MB\"",
    "output.row-group-size,128MiB,\"128MiB\"",
    "output.row-group-size,9999999999GB,\"9999999999GB\"",
    "output.row-group-size,1.0,1.0",
  })
  void refusesWhatIsNoNumberOfBytes(String path, String yaml, String shown) {
    assertThat(mistakes(path, yaml)).containsExactly("a.yaml:1: " + path + ": " + shown + BYTES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pool.ceil-mode | yes | \"yes\": true or false is wanted",
        "pool.return-indices | 1 | 1: true or false is wanted",
        "max-bad-ratio | 1.5 | 1.5: a number from 0 to 1 is wanted",
        "max-bad-ratio | -0.1 | -0.1: a number from 0 to 1 is wanted",
        "max-bad-ratio | .nan | .nan: a number from 0 to 1 is wanted",
        "max-bad-ratio | '0.5' | \"0.5\": a number from 0 to 1 is wanted",
        "max-pixels | 0 | 0: an int of at least 1 is wanted",
        "max-pixels | 1.0 | 1.0: an int of at least 1 is wanted",
        "max-pixels | 9223372036854775808 | 9223372036854775808: an int of at least 1 is wanted,"
            + " in decimal and of 64 bits",
        "input.path | [] | []: at least one path is wanted",
        "input.path | '' | \"\": a path is wanted",
        "input.path | 2024 | 2024: a path is wanted, in quotes where it looks like something else",
        "input.path | [a, null] | null: a path is wanted, in quotes where it looks like something"
            + " else",
        "output.path | [a] | [\"a\"]: a path is wanted",
        "input.options | [a] | [\"a\"]: a map of option names to values is wanted",
        "input.options | {a: [1]} | [1]: the value of an option is a scalar",
        "output.table | a-b | \"a-b\": table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.table | a.b.c.d | \"a.b.c.d\": table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.table | a..b | \"a..b\": table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.table | '' | \"\": table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.table | größe | \"größe\": table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.table | 2024 | 2024: table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.table | [a] | [\"a\"]: table, database.table or catalog.database.table is wanted, of letters, digits and _",
        "output.partition-by | [label, label] | \"label\": given twice",
        "output.partition-by | lable | \"lable\": unknown, did you mean label?",
        "output.partition-by | [1] | 1: one of label, label_name is wanted",
      })
  void refusesAnotherType(String path, String yaml, String rule) {
    assertThat(mistakes(path, yaml)).containsExactly("a.yaml:1: " + path + ": " + rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input.format | cifar | unknown, did you mean cifar10?",
        "input.format | zip | unknown, one of cifar10, cifar100, image-folder, mnist, npy, webdataset, tfrecord, auto is wanted",
        "input.format | parquet | not available in this version, which has cifar10, cifar100, image-folder, mnist, npy, webdataset, tfrecord, auto",
        "input.layout | HWC | unknown, did you mean NHWC?",
        "input.layout | nchw | unknown, one of CHW, NCHW, NHW, NHWC is wanted",
        "pool.op | maxx | unknown, did you mean max?",
        "output.mode | replace | unknown, one of error-if-exists, overwrite, append, ignore is"
            + " wanted",
        "output.dtype | float | unknown, did you mean float32?",
        "output.encoding | lists | unknown, one of array, nested, binary, npy is wanted",
        "output.footer | array3d | unknown, one of auto, arrow, hf, none is wanted",
        "output.compression | zst | unknown, did you mean zstd?",
        "bad-records | drops | unknown, did you mean drop?",
      })
  void refusesAnotherWord(String path, String word, String rule) {
    assertThat(mistakes(path, word))
        .containsExactly("a.yaml:1: %s: \"%s\": %s".formatted(path, word, rule));
  }

  @ParameterizedTest
  @CsvSource({
    "pool.kernel-sise,'unknown key, did you mean pool.kernel-size?'",
    "pool.kernel_size,'unknown key, did you mean pool.kernel-size?'",
    "kernel-size,'unknown key, did you mean pool.kernel-size?'",
    "outptu.mode,'unknown key, did you mean output.mode?'",
    "output.stride,'unknown key, did you mean pool.stride?'",
    "bad-record,'unknown key, did you mean bad-records?'",
    "input.zzzzzz,unknown key",
  })
  void refusesAnUnknownKey(String path, String rule) {
    assertThat(mistakes(path, "1")).containsExactly("a.yaml:1: " + path + ": " + rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "op: avg, kernel-size: 2, dilation: 2 | a.yaml:1: pool.dilation: 2: not for op avg, but for max",
        "op: avg, kernel-size: 2, return-indices: true | a.yaml:1: pool.return-indices: true: not for op avg, but for max, adaptive-max",
        "op: max, kernel-size: 2, norm-type: 2 | a.yaml:1: pool.norm-type: 2: not for op max, but for lp",
        "op: lp, kernel-size: 2 | a.yaml: pool.norm-type: missing; set it in the spec, or give --norm-type",
        "op: lp, norm-type: two, kernel-size: 2 | a.yaml:1: pool.norm-type: \"two\": a number is wanted, or .inf or -.inf",
        "op: lp, norm-type: .nan, kernel-size: 2 | a.yaml:1: pool.norm-type: .nan: a number is wanted, or .inf or -.inf",
        "op: adaptive-max | a.yaml: pool.output-size: missing; set it in the spec, or give --output-size",
        "op: adaptive-max, output-size: 2, kernel-size: 3 | a.yaml:1: pool.kernel-size: 3: not for op adaptive-max, but for max, avg, lp",
        "op: adaptive-avg, output-size: [1, 2, 3] | a.yaml:1: pool.output-size: [1, 2, 3]: an int or [height, width] is wanted, null for an extent of the input",
        "op: adaptive-avg, output-size: [2.0, 2] | a.yaml:1: pool.output-size: [2.0, 2]: an int or [height, width] is wanted, null for an extent of the input",
        "op: avg, kernel-size: 2, divisor-override: x | a.yaml:1: pool.divisor-override: \"x\": an int is wanted",
      })
  void refusesParametersThatAreNotTheOperations(String pool, String line) {
    assertThat(
            mistakesOf(
                "{input: {format: cifar10, path: in}, pool: {%s}, output: {path: out}}"
                    .formatted(pool),
                Map.of()))
        .containsExactly(line);
  }

  @Test
  void readsNoAliases() {
    assertThat(mistakesOf("input:\n  path: &a [*a]\n", Map.of()))
        .contains("a.yaml:2: aliases are not read");
  }

  @Test
  void refusesWhatWouldGrowInMemory() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha]\n");
    for (int i = 1; i < 60; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(mistakesOf(laughs.toString(), Map.of())).contains("a.yaml:2: aliases are not read");
    assertThat(mistakesOf("input:\n  path: " + "[".repeat(200_000), Map.of()))
        .contains("a.yaml:2: nested more than 20 deep");
    assertThat(mistakesOf("x: \"" + "y".repeat(4 << 20) + "\"", Map.of()))
        .first()
        .asString()
        .isEqualTo(
            "a.yaml:1: not YAML: The incoming YAML document exceeds the limit: 3145728 code points.");
  }

  @Test
  void tellsAllMistakesInTheOrderOfTheFile() {
    assertThat(
            mistakesOf(
                """
                output:
                  path: out
                  mode: clobber
                  encoding: nested
                  footer: arrow
                pool:
                  kernel-sise: 3
                  stride: "2"
                input: 7
                bad-records: quarantine
                bad-records: drop
                """,
                Map.of(SpecKey.PADDING, List.of("1", "2"), SpecKey.OPTIONS, List.of("novalue"))))
        .containsExactly(
            "a.yaml:3: output.mode: \"clobber\": unknown, one of error-if-exists, overwrite,"
                + " append, ignore is wanted",
            "a.yaml:5: output.footer: arrow: needs output.encoding array, but it is nested",
            "a.yaml:7: pool.kernel-sise: unknown key, did you mean pool.kernel-size?",
            "a.yaml:8: pool.stride: \"2\": an int or [height, width] is wanted",
            "a.yaml:9: input: 7: a map of keys to values is wanted",
            "a.yaml:11: bad-records: given twice",
            "--options: novalue: key=value is wanted",
            "--padding: 1, 2: one value is wanted",
            "a.yaml: input.format: missing; set it in the spec, or give --format",
            "a.yaml: input.path: missing; set it in the spec, or give --input",
            "a.yaml: pool.kernel-size: missing; set it in the spec, or give --kernel-size");
  }

  @Test
  void namesTheOptionOfAMistakenOverride() {
    assertThat(optionMistakes(SpecKey.KERNEL_SIZE, "3x"))
        .containsExactly("--kernel-size: 3x: an int or [height, width] is wanted");
    assertThat(optionMistakes(SpecKey.KERNEL_SIZE, "3,"))
        .containsExactly("--kernel-size: [3, ]: an int or [height, width] is wanted");
    assertThat(optionMistakes(SpecKey.MAX_PIXELS, "many"))
        .containsExactly("--max-pixels: many: an int of at least 1 is wanted");
    assertThat(optionMistakes(SpecKey.OUTPUT_PATH, ""))
        .containsExactly("--output: : a path is wanted");
    assertThat(optionMistakes(SpecKey.INPUT_FORMAT, "cifar-10"))
        .containsExactly("--format: cifar-10: unknown, did you mean cifar10?");
  }

  @ParameterizedTest
  @CsvSource({
    "arrow,nested,array",
    "arrow,binary,array",
    "arrow,npy,array",
    "hf,array,nested",
    "hf,binary,nested",
    "hf,npy,nested"
  })
  void refusesAFooterWithAnotherEncodingThanItNeeds(String footer, String encoding, String needed) {
    assertThat(
            mistakesOf(
                "input: {format: cifar10, path: in}\npool: {kernel-size: 3}\noutput: {path: out}",
                Map.of(SpecKey.FOOTER, List.of(footer), SpecKey.ENCODING, List.of(encoding))))
        .containsExactly(
            "--footer: %s: needs output.encoding %s, but it is %s"
                .formatted(footer, needed, encoding));
  }

  @Test
  void refusesABfloat16ThatNpyHasNot() {
    Map<SpecKey<?>, List<String>> npy =
        Map.of(
            SpecKey.INPUT_FORMAT,
            List.of("npy"),
            SpecKey.DTYPE,
            List.of("bfloat16"),
            SpecKey.ENCODING,
            List.of("npy"));
    assertThat(
            mistakesOf(
                "input: {format: cifar10, path: in}\npool: {kernel-size: 3}\noutput: {path: out}",
                npy))
        .containsExactly("--encoding: npy: has no type bfloat16, which output.dtype asks for");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar10", "image-folder"})
  void refusesWhatOnlyArraysHave(String format) {
    String yaml =
        """
        input: {format: %s, path: in, layout: NCHW}
        pool: {kernel-size: 3}
        output: {path: out, dtype: int8}
        """;
    assertThat(mistakesOf(yaml.formatted(format), Map.of()))
        .containsExactly(
            "a.yaml:1: input.layout: \"NCHW\": not for format %s, but for npy".formatted(format),
            "a.yaml:3: output.dtype: \"int8\": of format %s there are float32, value/255, and uint8, as stored"
                .formatted(format));
    assertThat(JobSpecReader.read(yaml.formatted("npy"), "a.yaml", Map.of()).output().dtype())
        .contains(DType.INT8);
  }

  @Test
  void tellsWhereAFileIsNoYaml() {
    assertThat(mistakesOf("pool:\n  a: [1\n", Map.of()).get(0))
        .startsWith("a.yaml:3:1: not YAML: ")
        .doesNotContain("\n");
    assertThat(mistakesOf("a: 1\n---\nb: 2\n", Map.of()).get(0)).startsWith("a.yaml:");
    assertThat(mistakesOf("- a\n- b\n", Map.of()).get(0))
        .isEqualTo("a.yaml:1: [\"a\", \"b\"]: a map of keys to values is wanted");
  }

  @Test
  void buildsNoObjectOfATag() {
    assertThat(mistakes("pool.stride", "!!java.net.URL [x]"))
        .containsExactly("a.yaml:1: pool.stride: [\"x\"]" + SIZE);
  }
}
