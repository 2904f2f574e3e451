package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Millions of tiny records in large files: CIFAR-10, windows of 3 by 3, float32, zstd. */
final class CifarSection implements JobSection {
  private static final long RECORDS = 600_000;
  private static final long SEED_RECORDS = 50_000;

  private static final String OURS = "pool";
  private static final String INDICES = "pool --return-indices";
  private static final String SUM = "read and sum every byte";
  private static final String CHECKSUM = "read and CRC-32 of every byte";
  private static final String OBVIOUS = "the obvious Spark job";

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    long records = bench.effort().scaled(RECORDS);
    Path input = bench.cifar(records);
    Path ours = Workbench.output("pool");
    Path indices = Workbench.output("pool-indices");
    Path obvious = Workbench.output("obvious");
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        Contender.repeating(
            OURS, records, () -> Workbench.delete(ours), () -> pool(bench, input, ours, Map.of())));
    contenders.add(
        Contender.repeating(
            INDICES,
            records,
            () -> Workbench.delete(indices),
            () -> pool(bench, input, indices, Map.of(SpecKey.RETURN_INDICES, "true"))));
    contenders.add(
        Contender.repeating(SUM, records, () -> ReadAndSum.sum(bench.spark(), "cifar10", input)));
    contenders.add(
        Contender.repeating(
            CHECKSUM, records, () -> ReadAndSum.checksum(bench.spark(), "cifar10", input)));
    contenders.add(
        Contender.repeating(
            OBVIOUS,
            records,
            () -> Workbench.delete(obvious),
            () -> ObviousJob.run(bench.spark(), input.toString(), obvious.toString())));
    contenders.addAll(
        bench.seed().contenders("cifar", bench.cifar(bench.effort().scaled(SEED_RECORDS))));

    Contest result = Contest.of("records/s", bench.effort(), contenders);
    requireSameResult(bench.spark(), ours, obvious);
    requireSameResult(bench.spark(), ours, indices);

    SectionReport report =
        new SectionReport(
            "cifar",
            String.format(
                Locale.ROOT,
                "%,d CIFAR-10 records, kernel 3, float32, zstd, %s",
                records,
                Workbench.MASTER));
    report.addAll(result.figures());
    report.add(result.atLeast(0.5, OURS, SUM));
    report.add(result.atLeast(10, OURS, OBVIOUS));
    bench.seed().compare(report, result, OURS, 25);
    report.add(result.atLeast(0.5, INDICES, OURS));
    SparkWriter.compareBytes(
        report, bench, ours, Workbench.output("pool-by-spark"), records, "a record");
    report.note("The tables of the three jobs hold the same values, record by record.");
    report.note("The obvious job writes neither keys nor shapes.");
    return report;
  }

  private static void pool(Workbench bench, Path input, Path output, Map<SpecKey<?>, String> more)
      throws Exception {
    Map<SpecKey<?>, String> keys = new HashMap<>(more);
    keys.put(SpecKey.KERNEL_SIZE, "3");
    bench.pool("cifar10", input, output, keys);
  }

  /** A fast job that writes something else would not count. */
  private static void requireSameResult(SparkSession spark, Path one, Path other) {
    String first = summary(spark, one);
    String second = summary(spark, other);
    if (!first.equals(second)) {
      throw new IllegalStateException(
          "the jobs wrote different tables: %s %s, %s %s".formatted(one, first, other, second));
    }
  }

  /** Exact whatever the order of rows: sums of integers, made of the bits of every value. */
  private static String summary(SparkSession spark, Path table) {
    return spark
        .read()
        .parquet(table.toString())
        .selectExpr(
            "count(*)", "sum(label)", "sum(cast(xxhash64(label_name, pooled) as decimal(20, 0)))")
        .first()
        .toString();
  }
}
