package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One line of the manifest that {@code src/build/make_npy_samples.py} wrote.
 *
 * @param records good records; the file is the only one where {@code numbered} is false
 * @param fault of the bad record after them, or null
 */
record NpySample(
    String name,
    Optional<Layout> layout,
    DType dtype,
    Shape shape,
    int records,
    boolean numbered,
    String sha256,
    String fault) {

  static Path directory() {
    return Path.of("src", "test", "resources", "npy").toAbsolutePath();
  }

  static List<NpySample> all() throws IOException {
    return Files.readAllLines(directory().resolve("manifest.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> of(line.split("\t")))
        .toList();
  }

  private static NpySample of(String[] f) {
    Optional<Layout> layout =
        f[1].equals("-") ? Optional.empty() : Optional.of(Layout.valueOf(f[1]));
    if (f[2].equals("bad")) {
      return new NpySample(f[0], layout, null, null, Integer.parseInt(f[4]), true, null, f[3]);
    }
    int[] shape = Arrays.stream(f[3].split(",")).mapToInt(Integer::parseInt).toArray();
    boolean numbered = !f[4].equals("-");
    return new NpySample(
        f[0],
        layout,
        DType.of(f[2]),
        Shape.of(shape),
        numbered ? Integer.parseInt(f[4]) : 1,
        numbered,
        f[5],
        null);
  }

  Path path() {
    return directory().resolve(name);
  }

  /** Fails unless these are the records of the file. */
  void check(List<SeenRecord> seen) {
    if (fault != null) {
      assertThat(seen).as("%s", this).hasSize(records + 1);
      assertThat(seen.subList(0, records)).as("%s", this).allMatch(r -> r.image() != null);
      assertThat(seen.get(records).bad().stage()).isEqualTo(BadRecord.Stage.READ);
      assertThat(seen.get(records).bad().fault().label()).as("%s", this).isEqualTo(fault);
      assertThat(seen.get(records).bad().message()).startsWith(path().toString());
      return;
    }
    assertThat(seen).as("%s", this).hasSize(records);
    ByteArrayOutputStream elements = new ByteArrayOutputStream();
    for (int i = 0; i < records; i++) {
      SeenRecord record = seen.get(i);
      assertThat(record.key()).isEqualTo(numbered ? name + "#" + i : name);
      assertThat(record.image()).as("%s: %s", this, record.bad()).isNotNull();
      assertThat(record.image().dtype()).as("%s", this).isEqualTo(dtype);
      assertThat(record.image().shape()).as("%s", this).isEqualTo(shape);
      elements.writeBytes(record.image().data());
    }
    assertThat(ImageSample.sha256(elements.toByteArray())).as("%s", this).isEqualTo(sha256);
  }
}
