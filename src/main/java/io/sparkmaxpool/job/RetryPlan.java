package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Smaller pieces would cost a task more than they save. */
  private static final long PIECE_BYTES = 4L << 20;

  private final SparkSession spark;
  private final Dataset<Row> good;
  private final Dataset<Row> bad;
  private final Listing listing;
  private final Map<String, InputFile> files = new HashMap<>();
  private final Map<String, Split.Range> ranges = new LinkedHashMap<>();
  private final Map<String, Listing.Unlisted> stillBad = new LinkedHashMap<>();
  private final Set<String> shards = new TreeSet<>();
  private long retried;

  private RetryPlan(SparkSession spark, Listing listing, TableDirectory table) {
    this.spark = spark;
    this.good = PooledTable.rows(spark, table.path().toString()).select("key");
    this.bad =
        spark
            .read()
            .parquet(LiteralPath.of(new Path(table.path(), TableDirectory.BAD_RECORDS).toString()));
    this.listing = listing;
    listing.files().forEach(file -> files.put(file.key(), file));
  }

  /** Finds the bad records of a table that has some. */
  static RetryPlan of(SparkSession spark, Listing listing, TableDirectory table) {
    RetryPlan plan = new RetryPlan(spark, listing, table);
    plan.find();
    return plan;
  }

  private void find() {
    Map<String, Listing.Unlisted> unlisted = new HashMap<>();
    listing.unlisted().forEach(missing -> unlisted.put(missing.key(), missing));
    Map<InputFile, Set<Long>> singles = new LinkedHashMap<>();
    Set<InputFile> rests = new LinkedHashSet<>();
    Set<String> others = new TreeSet<>();
    for (Row row : bad.select("key", "error").collectAsList()) {
      retried++;
      String key = row.getString(0);
      Matcher numbered = NUMBERED.matcher(key);
      Optional<InputFile> shard = shard(key);
      InputFile owner = numbered.matches() ? files.get(numbered.group(1)) : null;
      if (shard.isPresent()) {
        addWhole(shard.get());
        shards.add(shard.get().key());
      } else if (files.containsKey(key)) {
        addWhole(files.get(key));
      } else if (owner != null && owner.records().keys() == FileRecords.Keys.NUMBERED) {
        if (OF_SEVERAL.contains(row.getString(1))) {
          rests.add(owner);
        } else {
          singles
              .computeIfAbsent(owner, any -> new TreeSet<>())
              .add(Long.parseLong(numbered.group(2)));
        }
      } else if (unlisted.containsKey(key)) {
        stillBad.put(key, unlisted.get(key));
      } else {
        others.add(key);
      }
    }
    // What a file lacks has its single bad records among it.
    singles.keySet().removeAll(rests);
    singles.forEach((file, ordinals) -> ordinals.forEach(one -> addRecords(file, one, one + 1)));
    addMissing(rests, below(others));
  }

  /** The files of directories that can be looked into by now. */
  private Set<InputFile> below(Set<String> directories) {
    Set<InputFile> below = new LinkedHashSet<>();
    Set<String> found = new HashSet<>();
    for (InputFile file : listing.files()) {
      for (int slash = file.key().lastIndexOf('/');
          slash > 0;
          slash = file.key().lastIndexOf('/', slash - 1)) {
        String directory = file.key().substring(0, slash);
        if (directories.contains(directory)) {
          below.add(file);
          found.add(directory);
        }
      }
    }
    for (String key : directories) {
      if (!found.contains(key)) {
        stillBad.put(
            key,
            new Listing.Unlisted(
                key, key + ": there is no such record in the input since it was read"));
      }
    }
    return below;
  }

  /** The file of a bad record, or of a bad rest, that only going through it again finds. */
  private Optional<InputFile> shard(String key) {
    for (int mark = key.indexOf('#'); mark > 0; mark = key.indexOf('#', mark + 1)) {
      Optional<InputFile> file =
          Optional.ofNullable(files.get(key.substring(0, mark))).filter(RetryPlan::isShard);
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.ofNullable(files.get(key)).filter(RetryPlan::isShard);
  }

  private static boolean isShard(InputFile file) {
    return file.records().count().isEmpty();
  }

  private void addWhole(InputFile file) {
    ranges.put(file.key(), Split.Range.of(file));
  }

  /** Some records of a file, and with the last one what lies behind it. */
  private void addRecords(InputFile file, long from, long to) {
    ranges.put(file.key() + "#" + from, Split.Range.of(file, from, to));
  }

  /** All records of some files that neither of the table's two sides will have otherwise. */
  private void addMissing(Set<InputFile> rests, Set<InputFile> below) {
    if (rests.isEmpty() && below.isEmpty()) {
      return;
    }
    Map<String, Set<Long>> there = there(rests, below);
    for (InputFile file : below) {
      if (!there.containsKey(file.key()) && !ranges.containsKey(file.key())) {
        addWhole(file);
      }
    }
    for (InputFile file : rests) {
      Set<Long> ordinals = there.getOrDefault(file.key(), Set.of());
      long count = file.records().count().orElseThrow();
      for (long from = 0; from < count; from++) {
        if (!ordinals.contains(from)) {
          long to = from + 1;
          while (to < count && !ordinals.contains(to)) {
            to++;
          }
          addInPieces(file, from, to);
          from = to;
        }
      }
    }
  }

  /** A stretch of records, in pieces that tasks can share. */
  private void addInPieces(InputFile file, long from, long to) {
    FileRecords records = file.records();
    // What has to be unpacked from its beginning is gone through once.
    long piece =
        records.complete() == 0 && records.stretches().isEmpty()
            ? to - from
            : Math.max(1, PIECE_BYTES / Math.max(1, records.bytesEach()));
    for (long start = from; start < to; start += piece) {
      addRecords(file, start, Math.min(to, start + piece));
    }
  }

  /**
   * The ordinals of the table's good records of some files; of others only whether any is there.
   */
  private Map<String, Set<Long>> there(Set<InputFile> rests, Set<InputFile> below) {
    Set<String> names = new HashSet<>();
    rests.forEach(file -> names.add(file.key()));
    below.forEach(file -> names.add(file.key()));
    Dataset<Row> asked = spark.createDataset(List.copyOf(names), Encoders.STRING()).toDF("file");
    Map<String, Set<Long>> there = new HashMap<>();
    good.union(bad.select("key").join(asked, col("key").equalTo(col("file"))).select("key"))
        .select(regexp_replace(col("key"), "#[0-9]{1,18}$", "").as("file"), col("key"))
        .join(asked, "file")
        .toLocalIterator()
        .forEachRemaining(
            row -> {
              Matcher numbered = NUMBERED.matcher(row.getString(1));
              Set<Long> ordinals = there.computeIfAbsent(row.getString(0), file -> new HashSet<>());
              if (numbered.matches()) {
                ordinals.add(Long.parseLong(numbered.group(2)));
              }
            });
    return there;
  }

  /** Rows of what {@link #splits} reads, without those that the table has as good ones. */
  Dataset<Row> missing(Dataset<Row> read) {
    // Only a shard is read whole for some of its records.
    return shards.isEmpty()
        ? read
        : read.join(good, read.col("key").equalTo(good.col("key")), "left_anti");
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
            .thenComparing(Split.Range::first));
    double bytes = sorted.stream().mapToDouble(this::decoded).sum();
    double most = Math.min(splitBytes, Math.max(PIECE_BYTES, bytes / Math.max(1, parallelism)));
    List<Split> splits = new ArrayList<>();
    List<Split.Range> open = new ArrayList<>();
    double filled = 0;
    for (Split.Range range : sorted) {
      open.add(range);
      filled += decoded(range);
      if (filled >= most) {
        splits.add(new Split(List.copyOf(open), List.of()));
        open.clear();
        filled = 0;
      }
    }
    if (!open.isEmpty() || !stillBad.isEmpty()) {
      splits.add(new Split(List.copyOf(open), List.copyOf(stillBad.values())));
    }
    return splits;
  }

  private double decoded(Split.Range range) {
    return range.bytes() * listing.expansion();
  }
}
