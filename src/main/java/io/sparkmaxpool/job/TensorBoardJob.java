package io.sparkmaxpool.job;

import io.sparkmaxpool.preview.BatchImages;
import io.sparkmaxpool.preview.EventFileWriter;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Shows a finished table in TensorBoard: its first records as {@link BatchImages}, and for each run
 * that made it the scalars {@code rate/records_per_second} and {@code bad/ratio}, whose steps are
 * the runs from 0.
 */
final class TensorBoardJob {
  private static final String RATE = "rate/records_per_second";
  private static final String BAD = "bad/ratio";

  private final PooledTable table;
  private final TableRuns runs;
  private final Configuration conf;

  TensorBoardJob(PooledTable table, TableRuns runs, Configuration conf) {
    this.table = table;
    this.runs = runs;
    this.conf = conf;
  }

  /**
   * Writes an event file.
   *
   * @param most how many records to show at most
   */
  TensorBoardResult run(EventFile file, int most) throws IOException {
    return file.write(
        events -> {
          RunInputs inputs = new RunInputs(runs.specs(), conf);
          PreviewSample sample = PreviewSample.first(table, inputs, most);
          BatchImages images = new BatchImages(events);
          sample.forEach(images::add);
          images.flush();
          scalars(events);
          return new TensorBoardResult(
              file.given(),
              sample.size() - images.leftOut(),
              inputs.found(),
              images.steps(),
              images.leftOut() + sample.tooLarge());
        });
  }

  private void scalars(EventFileWriter events) throws IOException {
    List<TableRuns.Rates> rates = runs.rates();
    for (int run = 0; run < rates.size(); run++) {
      events.scalar(RATE, run, (float) rates.get(run).recordsPerSecond());
      events.scalar(BAD, run, (float) rates.get(run).badRatio());
    }
  }
}
