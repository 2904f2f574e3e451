package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;

import io.sparkmaxpool.dataset.BadRecord;
import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.dataset.Split;
import io.sparkmaxpool.sink.TableDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Where the bad records of a table lie in its input as it is now. */
final class RetryPlan {
  private static final Pattern NUMBERED = Pattern.compile("(.*)#([0-9]{1,18})", Pattern.DOTALL);

  /** Faults after which a reader gives the rest of a stretch up: one record stands for several. */
  private static final Set<String> OF_SEVERAL =
      Set.of(BadRecord.Fault.TRUNCATED.label(), BadRecord.Fault.UNREADABLE.label());

  private final Dataset<Row> good;
  private final Dataset<Row> bad;
  private final Listing listing;
  private final Map<String, InputFile> files = new HashMap<>();
  private final Set<String> unlisted = new HashSet<>();
  private final Map<String, Split.Range> ranges = new LinkedHashMap<>();
  private final List<Listing.Unlisted> stillBad = new ArrayList<>();
  private long retried;

  private RetryPlan(SparkSession spark, Listing listing, TableDirectory table) {
    this.good = PooledTable.rows(spark, table.path().toString()).select("key");
    this.bad =
        spark
            .read()
            .parquet(LiteralPath.of(new Path(table.path(), TableDirectory.BAD_RECORDS).toString()));
    this.listing = listing;
    listing.files().forEach(file -> files.put(file.key(), file));
    listing.unlisted().forEach(missing -> unlisted.add(missing.key()));
  }

  /** Finds the bad records of a table that has some. */
  static RetryPlan of(SparkSession spark, Listing listing, TableDirectory table) {
    RetryPlan plan = new RetryPlan(spark, listing, table);
    plan.find();
    return plan;
  }

  private void find() {
    Set<InputFile> rests = new HashSet<>();
    Set<String> directories = new TreeSet<>();
    for (Row row : bad.select("key", "error").collectAsList()) {
      retried++;
      String key = row.getString(0);
      Matcher numbered = NUMBERED.matcher(key);
      InputFile owner = numbered.matches() ? files.get(numbered.group(1)) : null;
      if (files.containsKey(key)) {
        add(key, new Split.Range(files.get(key), 0, files.get(key).length()));
      } else if (owner != null && owner.records().areNumbered()) {
        if (OF_SEVERAL.contains(row.getString(1))) {
          rests.add(owner);
        } else {
          add(key, record(owner, Long.parseLong(numbered.group(2)), 1));
        }
      } else if (unlisted.contains(key)) {
        stillBad.addAll(
            listing.unlisted().stream().filter(missing -> missing.key().equals(key)).toList());
      } else {
        directories.add(key);
      }
    }
    rests.forEach(this::addRest);
    directories.forEach(this::addDirectory);
  }

  private void add(String key, Split.Range range) {
    ranges.put(key, range);
  }

  /** Some records of a file, and what lies behind the last complete one with it. */
  private static Split.Range record(InputFile file, long ordinal, long count) {
    FileRecords records = file.records();
    if (records.bytesEach() == 0 || records.complete() == 0) {
      return new Split.Range(file, 0, file.length());
    }
    long end = ordinal + count;
    return new Split.Range(
        file,
        ordinal == 0 ? 0 : records.start() + ordinal * records.bytesEach(),
        end >= records.count() ? file.length() : records.start() + end * records.bytesEach());
  }

  /** All records of a file that the table does not have. */
  private void addRest(InputFile file) {
    Set<Long> there = new HashSet<>();
    String prefix = file.key() + "#";
    good.filter(col("key").startsWith(prefix))
        .as(Encoders.STRING())
        .toLocalIterator()
        .forEachRemaining(
            key -> {
              Matcher numbered = NUMBERED.matcher(key);
              if (numbered.matches() && numbered.group(1).equals(file.key())) {
                there.add(Long.parseLong(numbered.group(2)));
              }
            });
    long count = file.records().count();
    for (long from = 0; from < count; from++) {
      if (!there.contains(from)) {
        long to = from + 1;
        while (to < count && !there.contains(to)) {
          to++;
        }
        add(prefix + from, record(file, from, to - from));
        from = to;
      }
    }
  }

  /** A directory that can be looked into by now: its files, but for those that are in the table. */
  private void addDirectory(String directory) {
    String prefix = directory + "/";
    List<InputFile> below =
        listing.files().stream().filter(file -> file.key().startsWith(prefix)).toList();
    if (below.isEmpty()) {
      stillBad.add(
          new Listing.Unlisted(directory, directory + ": the input is gone since it was read"));
      return;
    }
    Set<String> there = new HashSet<>();
    for (Dataset<Row> rows : List.of(good, bad.select("key"))) {
      rows.filter(col("key").startsWith(prefix))
          .as(Encoders.STRING())
          .toLocalIterator()
          .forEachRemaining(
              key -> {
                Matcher numbered = NUMBERED.matcher(key);
                there.add(key);
                if (numbered.matches()) {
                  there.add(numbered.group(1));
                }
              });
    }
    for (InputFile file : below) {
      if (!there.contains(file.key())) {
        add(file.key(), new Split.Range(file, 0, file.length()));
      }
    }
  }

  /** How many bad records the table has. */
  long retried() {
    return retried;
  }

  /** The files to be read. */
  InputList inputs() {
    return new InputList(
        ranges.values().stream()
            .map(Split.Range::file)
            .distinct()
            .map(InputList.Input::of)
            .toList());
  }

  /** What to read, in about as many splits as tasks run at once, or more. */
  List<Split> splits(long splitBytes, int parallelism) {
    List<Split.Range> sorted = new ArrayList<>(ranges.values());
    sorted.sort(
        Comparator.comparing((Split.Range range) -> range.file().key())
            .thenComparing(Split.Range::start));
    double bytes = sorted.stream().mapToLong(RetryPlan::length).sum() * listing.expansion();
    double most = Math.min(splitBytes, bytes / Math.max(1, parallelism));
    List<Split> splits = new ArrayList<>();
    List<Split.Range> open = new ArrayList<>();
    double filled = 0;
    for (Split.Range range : sorted) {
      open.add(range);
      filled += length(range) * listing.expansion();
      if (filled >= most) {
        splits.add(new Split(List.copyOf(open), List.of()));
        open.clear();
        filled = 0;
      }
    }
    if (!open.isEmpty() || !stillBad.isEmpty()) {
      splits.add(new Split(List.copyOf(open), List.copyOf(stillBad)));
    }
    return splits;
  }

  private static long length(Split.Range range) {
    return range.end() - range.start();
  }
}
