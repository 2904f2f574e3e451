package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * What the headers of some images tell about all of them. At most {@link #MOST} are read, spread
 * evenly: opening a million files from one machine would be slower than the job.
 *
 * @param expansion decoded bytes for each byte of file
 * @param shapes the shapes met, each with the first key that has it
 */
record HeaderSample(double expansion, List<Listing.ShapeOf> shapes) {
  private static final int MOST = 1000;
  private static final int PREFIX_BYTES = 64 << 10;

  /** Decoded bytes a file byte where no header could be read: an ordinary JPEG's. */
  static final double USUAL_EXPANSION = 10;

  private record Header(InputFile file, Shape shape) {}

  static HeaderSample of(List<InputFile> files, Configuration conf) throws IOException {
    int count = Math.min(MOST, files.size());
    List<InputFile> some =
        IntStream.range(0, count)
            .mapToObj(i -> files.get((int) ((long) i * files.size() / count)))
            .toList();
    List<Optional<Header>> headers = ParallelOpens.of(some, file -> read(file, conf));
    double encoded = 0;
    double decoded = 0;
    Set<Shape> seen = new HashSet<>();
    List<Listing.ShapeOf> shapes = new ArrayList<>();
    for (Optional<Header> header : headers) {
      if (header.isPresent()) {
        Shape shape = header.get().shape();
        encoded += header.get().file().length();
        decoded += shape.elements();
        if (seen.add(shape)) {
          shapes.add(new Listing.ShapeOf(header.get().file().key(), shape));
        }
      }
    }
    return new HeaderSample(encoded > 0 ? decoded / encoded : USUAL_EXPANSION, List.copyOf(shapes));
  }

  /** The header; empty where it cannot be read, which the job will report record by record. */
  private static Optional<Header> read(InputFile file, Configuration conf) {
    try (InputStream stream = Storage.at(file.location(), conf).open(file.location(), 0)) {
      byte[] prefix = stream.readNBytes((int) Math.min(PREFIX_BYTES, file.length()));
      // A header that promises more would be believed here, and refused by the job.
      return ImageHeader.peek(prefix, prefix.length)
          .filter(header -> header.pixels() <= ImageDecoder.MAX_PIXELS)
          .map(header -> new Header(file, header.shape()));
    } catch (IOException | MalformedRecordException e) {
      return Optional.empty();
    }
  }
}
