package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the first records of some shards tell of all. Shards are too large to be gone through before
 * a job, so their records are not counted, and the first good one decides what the dataset holds.
 *
 * @param expansion decoded bytes for each byte of file
 * @param first the header of the first record that is good; empty if none is
 * @param shapes the shapes met, each with the first key that has it
 */
record ShardSample(
    double expansion, Optional<ImageRecord.Header> first, List<Listing.ShapeOf> shapes) {
  private static final int MOST_SHARDS = 16;
  private static final int MOST_RECORDS = 8;

  private record Seen(String key, long bytes, ImageRecord.Header header) {}

  /**
   * Looks into at most {@link #MOST_SHARDS} shards, spread evenly.
   *
   * @param format opens them
   */
  static ShardSample of(
      List<InputFile> shards, DatasetFormat format, DatasetFormat.ListOptions options)
      throws IOException {
    int count = Math.min(MOST_SHARDS, shards.size());
    List<InputFile> some =
        IntStream.range(0, count)
            .mapToObj(i -> shards.get((int) ((long) i * shards.size() / count)))
            .toList();
    DatasetFormat.ReadOptions read =
        new DatasetFormat.ReadOptions(
            EnumSet.of(DatasetFormat.Column.HEADER), ImageDecoder.MAX_PIXELS, options.conf());
    double encoded = 0;
    double decoded = 0;
    Optional<ImageRecord.Header> first = Optional.empty();
    Set<Shape> shapes = new HashSet<>();
    List<Listing.ShapeOf> keyed = new ArrayList<>();
    for (List<Seen> records : ParallelOpens.of(some, shard -> look(shard, format, read))) {
      for (Seen seen : records) {
        first = first.or(() -> Optional.of(seen.header()));
        encoded += seen.bytes();
        decoded += (double) seen.header().shape().elements() * seen.header().dtype().bytes();
        if (shapes.add(seen.header().shape())) {
          keyed.add(new Listing.ShapeOf(seen.key(), seen.header().shape()));
        }
      }
    }
    return new ShardSample(
        encoded > 0 ? decoded / encoded : HeaderSample.USUAL_EXPANSION, first, List.copyOf(keyed));
  }

  /**
   * The dataset of some shards.
   *
   * @param undecided what readers know of those that could be opened
   * @param decided what they are to know, by the first good record
   */
  Listing listing(
      DatasetFormat format,
      FoundFiles found,
      List<InputFile> shards,
      FileRecords undecided,
      FileRecords decided) {
    List<InputFile> files =
        shards.stream()
            .map(shard -> shard.records().equals(undecided) ? shard.with(decided) : shard)
            .toList();
    return new Listing(
        format,
        files,
        found.unlisted(),
        found.ignored(),
        expansion,
        Listing.Coverage.SAMPLE,
        shapes,
        first
            .map(header -> List.of(new Listing.DTypeOf(shapes.get(0).key(), header.dtype())))
            .orElse(Listing.uint8(files)));
  }

  private static List<Seen> look(
      InputFile shard, DatasetFormat format, DatasetFormat.ReadOptions options) throws IOException {
    List<Seen> seen = new ArrayList<>();
    Split.Range range = new Split.Range(shard, 0, MOST_RECORDS, shard.length());
    try (RecordReader reader = format.open(new Split(List.of(range), List.of()), options)) {
      while (reader.next()) {
        ImageRecord record = reader.record();
        record
            .header()
            .ifPresent(header -> seen.add(new Seen(record.text(), record.length(), header)));
      }
    }
    return seen;
  }
}
