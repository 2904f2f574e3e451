package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Photos, where decoding is nearly all of the work: windows of 3 by 3, stride 2, padding 1. */
final class PhotosSection implements JobSection {
  private static final long PHOTOS = 3_000;

  private static final String OURS = "pool";
  private static final String DECODE = "decoding alone, 2 threads";

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    long photos = bench.effort().scaled(PHOTOS);
    Path input = bench.photos(photos);
    Path ours = Workbench.output("photos");
    Map<SpecKey<?>, String> keys =
        Map.of(SpecKey.KERNEL_SIZE, "3", SpecKey.STRIDE, "2", SpecKey.PADDING, "1");
    ImageLoops loops = ImageLoops.over(RepeatedImages.in(input));
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        Contender.repeating(
            OURS,
            photos,
            () -> Workbench.delete(ours),
            () -> bench.pool("image-folder", input, ours, keys)));
    contenders.add(Contender.repeating(DECODE, photos, loops::decode));
    contenders.addAll(bench.seed().contenders("photos", input));

    Contest result = Contest.of("images/s", bench.effort(), contenders);
    SectionReport report =
        new SectionReport(
            "photos",
            String.format(
                Locale.ROOT,
                "%,d photos of %,.0f pixels in the mean, kernel 3, stride 2, padding 1, float32, %s",
                photos,
                loops.meanPixels(),
                Workbench.MASTER));
    report.addAll(result.figures());
    report.add(result.atLeast(0.85, OURS, DECODE));
    bench.seed().compare(report, result, OURS, 8);
    SparkWriter.compareBytes(
        report, bench, ours, Workbench.output("photos-by-spark"), photos, "an image");
    report.note("Decoding alone takes files that are in memory and keeps no pixel.");
    return report;
  }
}
