package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.JobException;
import io.sparkmaxpool.job.JobSpec;
import io.sparkmaxpool.job.PreviewSpec;
import io.sparkmaxpool.job.SpecKey;
import io.sparkmaxpool.job.TensorBoardSpec;
import io.sparkmaxpool.job.UnpoolSpec;
import io.sparkmaxpool.job.VerifySpec;
import io.sparkmaxpool.pooling.Size2d;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String[] WHOLE = {
    "--format", "cifar10", "--input", "in", "--kernel-size", "3", "--output", "out"
  };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<JobSpec> pooled = new ArrayList<>();
  private final List<UnpoolSpec> unpooled = new ArrayList<>();
  private final List<PreviewSpec> previewed = new ArrayList<>();
  private final List<VerifySpec> verified = new ArrayList<>();

  private int run(SpecAction<JobSpec> pool, String... args) {
    SpecAction<JobSpec> plan = (spec, writer) -> writer.println("planned " + spec.output().path());
    return new Main(
            pool,
            plan,
            (spec, writer) -> unpooled.add(spec),
            (spec, writer) -> previewed.add(spec),
            (spec, writer) -> verified.add(spec),
            new PrintWriter(out),
            new PrintWriter(err))
        .run(args);
  }

  private int run(String... args) {
    return run((spec, writer) -> pooled.add(spec), args);
  }

  private JobSpec pool(String... overrides) {
    String[] args =
        Stream.of(Stream.of("pool"), Arrays.stream(WHOLE), Arrays.stream(overrides))
            .flatMap(words -> words)
            .toArray(String[]::new);
    assertThat(run(args)).as(err.toString()).isZero();
    return pooled.get(0);
  }

  private static String[] with(String command, String... more) {
    return Stream.concat(
            Stream.concat(Stream.of(command), Arrays.stream(WHOLE)), Arrays.stream(more))
        .toArray(String[]::new);
  }

  @Test
  void poolsASpecOfOptionsAlone() {
    JobSpec spec = pool("--stride", "2,1", "--padding=-1", "--partition-by", "label,label_name");
    assertThat(spec.pool().kernelSize()).contains(Size2d.of(3));
    assertThat(spec.pool().stride()).contains(new Size2d(2, 1));
    assertThat(spec.pool().padding()).isEqualTo(Size2d.of(-1));
    assertThat(spec.output().partitionBy()).hasSize(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void unpoolsWithOptionsOrASpec(@TempDir Path dir) throws IOException {
    assertThat(run("unpool", "--input", "in", "--output", "out", "--output-size", "4,5")).isZero();
    assertThat(unpooled.get(0).input()).isEqualTo("in");
    assertThat(unpooled.get(0).outputSize()).contains(new Size2d(4, 5));
    Path spec = dir.resolve("unpool.yaml");
    Files.writeString(spec, "input: {path: in}\noutput: {path: out, encoding: nested}\n");
    assertThat(run("unpool", spec.toString(), "--mode", "overwrite")).isZero();
    assertThat(unpooled.get(1).outputSize()).isEmpty();
    Files.writeString(spec, "input: {path: in}\npool: {kernel-size: 3}\noutput: {path: out}\n");
    assertThat(run("unpool", spec.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "spark-maxpool: " + spec + ":2: pool.kernel-size: unpool does not take it");
  }

  @Test
  void verifiesATable() {
    assertThat(run("verify", "out/a table")).as(err.toString()).isZero();
    assertThat(run("verify", "--sample=0", "t")).isZero();
    assertThat(verified)
        .containsExactly(new VerifySpec("out/a table", 100), new VerifySpec("t", 0));
  }

  @Test
  void previewsATable() {
    assertThat(run("preview", "out/a table")).as(err.toString()).isZero();
    assertThat(run("preview", "--records=12", "t", "--columns", "4", "--output", "page.html"))
        .isZero();
    assertThat(run("preview", "t", "--tensorboard", "runs")).isZero();
    assertThat(run("preview", "t", "--tensorboard-records", "0", "--tensorboard", "runs")).isZero();
    assertThat(previewed)
        .endsWith(
            shown("t", new TensorBoardSpec("runs", 640)),
            shown("t", new TensorBoardSpec("runs", 0)))
        .startsWith(
            new PreviewSpec(
                "out/a table", Optional.empty(), 60, OptionalInt.empty(), Optional.empty()),
            new PreviewSpec(
                "t", Optional.of("page.html"), 12, OptionalInt.of(4), Optional.empty()));
  }

  private static PreviewSpec shown(String table, TensorBoardSpec tensorBoard) {
    return new PreviewSpec(
        table, Optional.empty(), 60, OptionalInt.empty(), Optional.of(tensorBoard));
  }

  @Test
  void poolsAFileWithOptionsBeforeAndBehindIt(@TempDir Path dir) throws IOException {
    Path spec = dir.resolve("a spec.yaml");
    Files.writeString(
        spec,
        "input: {format: cifar10, path: in}\n"
            + "pool: {kernel-size: 3, return-indices: true}\n"
            + "output: {path: out}\n");
    assertThat(run("pool", "--ceil-mode", spec.toString(), "--kernel-size=2", "--input", "a"))
        .isZero();
    JobSpec read = pooled.get(0);
    assertThat(read.pool().ceilMode()).isTrue();
    assertThat(read.pool().returnIndices()).isTrue();
    assertThat(read.pool().kernelSize()).contains(Size2d.of(2));
    assertThat(read.input().paths()).containsExactly("a");
  }

  @Test
  void takesAnOptionThatStartsWithADashOrAnAtSign() {
    JobSpec spec = pool("--padding", "-1", "--input", "@list");
    assertThat(spec.pool().padding()).isEqualTo(Size2d.of(-1));
    assertThat(spec.input().paths()).containsExactly("in", "@list");
  }

  @Test
  void readsABooleanInEverySpelling() {
    assertThat(pool("--ceil-mode").pool().ceilMode()).isTrue();
    pooled.clear();
    assertThat(pool("--ceil-mode=true").pool().ceilMode()).isTrue();
    pooled.clear();
    assertThat(pool("--ceil-mode=false").pool().ceilMode()).isFalse();
    pooled.clear();
    assertThat(pool("--no-ceil-mode").pool().ceilMode()).isFalse();
  }

  @Test
  void plansWithTheSameOptions() {
    assertThat(run(with("plan"))).isZero();
    assertThat(out.toString()).isEqualToIgnoringNewLines("planned out");
  }

  static Stream<SpecKey<?>> keys() {
    return SpecKey.all().stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void showsTheOptionOfEveryKeyWithItsDefault(SpecKey<?> key) {
    assertThat(run("pool", "--help")).isZero();
    String help = out.toString().replaceAll("\\s+", " ");
    String name = key.option().substring(2);
    String shown = key.form() == SpecKey.Form.FLAG ? "--[no-]" + name : "--" + name;
    assertThat(help).contains(" " + shown).contains(key.help());
    key.defaultText()
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> assertThat(help).contains(key.help() + " Default: " + text + "."));
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void namesEveryOptionByTheLastNameOfItsKey(SpecKey<?> key) {
    String last = key.path().substring(key.path().indexOf('.') + 1);
    switch (key.path()) {
      case "input.path" -> assertThat(key.option()).isEqualTo("--input");
      case "output.path" -> assertThat(key.option()).isEqualTo("--output");
      default -> assertThat(key.option()).isEqualTo("--" + last);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "plan", "unpool", "preview", "verify", "sample-data"})
  void helpsWithEveryCommand(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: spark-maxpool " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void showsTheCommandsThereAre() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: spark-maxpool")
        .contains(
            "pool ", "plan ", "unpool ", "preview ", "verify ", "sample-data ", "jobs/submit");
  }

  @Test
  void takesNoCommandForAMistake() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("Usage: spark-maxpool");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void tellsTheVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("spark-maxpool ").hasLineCount(1);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void refusesAMistakeWithOneLineAndCode2(List<String> args, String line) {
    assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString()).isEqualToIgnoringNewLines("spark-maxpool: " + line);
    assertThat(out.toString()).isEmpty();
    assertThat(pooled).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
            new Object[] {List.of("pol"), "pol: unknown command, did you mean pool?"},
            new Object[] {List.of("frobnicate"), "frobnicate: unknown command"},
            new Object[] {
              List.of("unpool", "--input", "a", "--input", "b", "--output", "c"),
              "--input: [a, b]: one table is wanted"
            },
            new Object[] {
              List.of("unpool", "--input", "a", "--output", "c", "--mode", "append"),
              "--mode: append: unpool writes whole tables: error-if-exists, overwrite or ignore is"
                  + " wanted"
            },
            new Object[] {
              List.of("unpool", "--input", "a", "--output", "c", "--output-size", "null,3"),
              "--output-size: [null, 3]: an int or [height, width] is wanted"
            },
            new Object[] {
              List.of("unpool", "--input", "a", "--output", "c", "--kernel-size", "3"),
              "--kernel-size: unknown option"
            },
            new Object[] {
              List.of("preview"), "TABLE: missing: A table that pool wrote, a Hadoop path."
            },
            new Object[] {List.of("preview", "a", "b"), "b: one argument too many"},
            new Object[] {
              List.of("preview", "a", "--records", "257"),
              "--records: 257: an int from 1 to 256 is wanted"
            },
            new Object[] {
              List.of("preview", "a", "--records", "x"),
              "--records: x: an int from 1 to 256 is wanted"
            },
            new Object[] {
              List.of("preview", "a", "--columns=0"), "--columns: 0: an int from 1 to 20 is wanted"
            },
            new Object[] {
              List.of("preview", "a", "--tensorboard", "b", "--tensorboard-records", "6401"),
              "--tensorboard-records: 6401: an int from 0 to 6400 is wanted"
            },
            new Object[] {
              List.of(with("pool", "--tensorboard-records", "-1")),
              "--tensorboard-records: -1: an int from 0 to 6400 is wanted"
            },
            new Object[] {
              List.of("unpool", "--input", "a", "--output", "c", "--tensorboard", "b"),
              "--tensorboard: unknown option"
            },
            new Object[] {
              List.of(with("pool", "--preview", "-1")),
              "--preview: -1: an int from 0 to 256 is wanted"
            },
            new Object[] {
              List.of("unpool", "--input", "a", "--output", "c", "--preview", "3"),
              "--preview: unknown option"
            },
            new Object[] {
              List.of("verify"), "TABLE: missing: A table that pool wrote, a Hadoop path."
            },
            new Object[] {
              List.of("verify", "a", "--sample", "-1"),
              "--sample: -1: an int from 0 to 100000 is wanted"
            },
            new Object[] {
              List.of("pool", "--kernel-sise", "3"),
              "--kernel-sise: unknown option, did you mean --kernel-size?"
            },
            new Object[] {
              List.of("pool", "a.yaml", "--kernel-sise", "3"),
              "--kernel-sise: unknown option, did you mean --kernel-size?"
            },
            new Object[] {
              List.of("pool", "--kernel-sise=3"),
              "--kernel-sise: unknown option, did you mean --kernel-size?"
            },
            new Object[] {
              List.of(with("pool", "--resume", "--mode", "append")),
              "--mode: append: not with resume, which adds what is missing; overwrite begins anew where the spec has changed"
            },
            new Object[] {
              List.of(with("pool", "--retry-bad", "--mode", "overwrite")),
              "--mode: overwrite: not with retry-bad, which is about the table that is there"
            },
            new Object[] {
              List.of(with("pool", "--retry-bad", "--resume")),
              "--retry-bad: true: not with resume, which reads what the table does not have"
            },
            new Object[] {
              List.of(with("pool", "--retry-bad", "--bad-records", "drop")),
              "--retry-bad: true: with bad-records: drop a table keeps none"
            },
            new Object[] {
              List.of(with("pool", "--output-size", "3")),
              "--output-size: 3: not for op max, but for adaptive-max, adaptive-avg"
            },
            new Object[] {
              List.of("pool", "--stride"),
              "--stride: a value is wanted: Steps between windows. Default: the kernel size."
            },
            new Object[] {
              List.of("pool", "--ceil-mode=maybe"), "--ceil-mode: maybe: true or false is wanted"
            },
            new Object[] {
              List.of("pool", "--ceil-mode", "--no-ceil-mode"),
              "--ceil-mode: given twice, one value is wanted"
            },
            new Object[] {List.of("pool", "a", "b"), "b: one argument too many"},
            new Object[] {List.of("pool", "no.yaml"), "no.yaml: no such spec file"},
            new Object[] {
              List.of(with("pool", "--kernel-size", "4")),
              "--kernel-size: 3, 4: one value is wanted"
            },
            new Object[] {
              List.of(with("plan", "--dtype", "int")), "--dtype: int: unknown, did you mean int8?"
            },
            new Object[] {
              List.of("sample-data"), "DIR: missing: Directory to write to, made where missing."
            })
        .map(Arguments::of);
  }

  @Test
  void tellsEveryMistakeOfASpec() {
    assertThat(run("plan", "--kernel-size", "x", "--mode", "append")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "spark-maxpool: input.format: missing; set it in the spec, or give --format",
            "spark-maxpool: input.path: missing; set it in the spec, or give --input",
            "spark-maxpool: --kernel-size: x: an int or [height, width] is wanted",
            "spark-maxpool: output.path: missing; set it in the spec, or give --output");
  }

  @Test
  void endsWithTheExitCodeOfTheJob() {
    for (ExitCode code : ExitCode.values()) {
      SpecAction<JobSpec> action =
          (spec, writer) -> {
            throw new JobException(code, List.of("first", "second"));
          };
      assertThat(run(action, with("pool"))).isEqualTo(code.code());
    }
    assertThat(err.toString().lines().distinct())
        .containsExactly("spark-maxpool: first", "spark-maxpool: second");
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void findsTheJobsReasonUnderSparksOwn() {
    SpecAction<JobSpec> action =
        (spec, writer) -> {
          throw new IllegalStateException(
              "Writing job aborted", new JobException(ExitCode.BAD_RECORDS, "too many"));
        };
    assertThat(run(action, with("pool"))).isEqualTo(3);
    assertThat(err.toString()).isEqualToIgnoringNewLines("spark-maxpool: too many");
  }

  @Test
  void tellsAnyOtherFailureOnOneLine() {
    SpecAction<JobSpec> action =
        (spec, writer) -> {
          throw new IOException("outer", new IllegalStateException("disk is full\n== Plan =="));
        };
    assertThat(run(action, with("pool"))).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "spark-maxpool: IllegalStateException: disk is full; --verbose shows where");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "behind"})
  void showsTheStackTraceWhenVerbose(String place) {
    SpecAction<JobSpec> action =
        (spec, writer) -> {
          throw new JobException(ExitCode.FAILED, "gone");
        };
    String[] args = with("pool", "--verbose");
    if (place.equals("before")) {
      args =
          Stream.concat(Stream.of("--verbose"), Arrays.stream(with("pool"))).toArray(String[]::new);
    }
    assertThat(run(action, args)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("spark-maxpool: gone")
        .contains("io.sparkmaxpool.job.JobException: gone", "\tat io.sparkmaxpool.cli.MainTest");
  }

  @Test
  void writesSampleData(@TempDir Path dir) {
    Path target = dir.resolve("deep/data");
    assertThat(run("sample-data", target.toString())).as(err.toString()).isZero();
    assertThat(target).isDirectory();
    assertThat(out.toString()).isEqualToIgnoringNewLines("wrote the sample datasets to " + target);
  }
}
