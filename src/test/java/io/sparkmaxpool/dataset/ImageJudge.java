package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import java.util.Optional;

/**
 * What an encoded image permits: a few copies of the file and of the pixels its header tells of.
 */
final class ImageJudge implements FileKind.Judge {
  private static final long ANY_FILE = 2 << 20;
  private static final int FOR_A_BYTE = 16;
  private static final int FOR_A_PIXEL = 24;

  @Override
  public long mostBytes(byte[] file) {
    long pixels =
        header(file)
            .map(ImageHeader::pixels)
            .filter(count -> count <= MutantsTest.MAX_PIXELS)
            .orElse(0L);
    return ANY_FILE + FOR_A_BYTE * (long) file.length + FOR_A_PIXEL * pixels;
  }

  private static Optional<ImageHeader> header(byte[] file) {
    try {
      return Optional.of(ImageHeader.parse(file, file.length));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    ImageHeader header = header(file).orElseThrow();
    assertThat(record.key()).doesNotContain("#");
    assertThat(record.length()).isEqualTo(file.length);
    assertThat(record.image().dtype()).isEqualTo(DType.UINT8);
    assertThat(record.image().shape()).isEqualTo(header.shape());
    assertThat(header.pixels()).isLessThanOrEqualTo(MutantsTest.MAX_PIXELS);
  }
}
