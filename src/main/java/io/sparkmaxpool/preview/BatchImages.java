package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes records as pictures of batches, as {@code add_images("input", batch, step)} and {@code
 * add_images("output", pooled, step)} do for each batch of a PyTorch data loader: the same grids,
 * pixel for pixel.
 *
 * <pre>{@code
 * BatchImages images = new BatchImages(events);
 * records.forEach(images::add);   // 500 records of [3, 32, 32]
 * images.flush();                 // steps 0 to 7, the last one of 52 images
 * }</pre>
 *
 * <p>A batch has {@link #BATCH} records, or fewer where a grid would have more than {@link
 * #MOST_PIXELS} otherwise; a record that alone has more, or has no pixel, is left out. The place of
 * an input that is gone stays black. Not safe for use by several threads.
 */
public final class BatchImages {
  /** Records of a batch. */
  public static final int BATCH = 64;

  /** The most pixels of a grid: 64 images of 512 x 512. */
  public static final long MOST_PIXELS = 1L << 24;

  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  private final EventFileWriter events;
  private final List<Optional<GridCell>> inputs = new ArrayList<>();
  private final List<Optional<GridCell>> outputs = new ArrayList<>();
  private Extent input = Extent.NONE;
  private Extent output = Extent.NONE;
  private long steps;
  private long leftOut;

  /** The largest height and width of some images. */
  private record Extent(int height, int width) {
    static final Extent NONE = new Extent(0, 0);

    static Extent of(Shape image) {
      return new Extent(image.extent(1), image.extent(2));
    }

    Extent and(Extent other) {
      return new Extent(Math.max(height, other.height), Math.max(width, other.width));
    }

    boolean hasRoomFor(int images) {
      return ImageGrid.pixels(images, height, width) <= MOST_PIXELS;
    }
  }

  /** Pictures to be written to a file. */
  public BatchImages(EventFileWriter events) {
    this.events = events;
  }

  /** Adds a record; writes the batch before it, if it begins another. */
  public void add(PreviewRecord record) throws IOException {
    Extent its = Extent.of(record.inputShape());
    Extent pooled = Extent.of(record.output().shape());
    if (record.inputShape().elements() == 0
        || record.output().shape().elements() == 0
        || !its.hasRoomFor(1)
        || !pooled.hasRoomFor(1)) {
      leftOut++;
      return;
    }
    int images = outputs.size() + 1;
    if (images > BATCH
        || !input.and(its).hasRoomFor(images)
        || !output.and(pooled).hasRoomFor(images)) {
      flush();
    }
    input = input.and(its);
    output = output.and(pooled);
    inputs.add(record.inputIfThere().map(GridCell::of));
    outputs.add(Optional.of(GridCell.of(record.output())));
  }

  /** Writes what is left of the last batch. */
  public void flush() throws IOException {
    if (outputs.isEmpty()) {
      return;
    }
    if (inputs.stream().anyMatch(Optional::isPresent)) {
      events.image(INPUT, steps, ImageGrid.of(inputs));
    }
    events.image(OUTPUT, steps, ImageGrid.of(outputs));
    inputs.clear();
    outputs.clear();
    input = Extent.NONE;
    output = Extent.NONE;
    steps++;
  }

  /** How many batches were written. */
  public long steps() {
    return steps;
  }

  /** How many records were left out. */
  public long leftOut() {
    return leftOut;
  }
}
