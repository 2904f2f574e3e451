package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.Shape;
import org.junit.jupiter.api.Test;

class ImageIoImageDecoderTest extends ImageDecoderContract {
  @Override
  ImageDecoder decoder() {
    return new ImageIoImageDecoder();
  }

  @Test
  void doesNotReadWebp() {
    MalformedRecordException fault = fault(ImageSample.named("lossy.webp").bytes());

    assertThat(fault.fault()).isEqualTo(BadRecord.Fault.UNSUPPORTED);
    assertThat(fault)
        .hasMessage("WEBP, byte 0: only the native decoder reads it, and that did not load");
    assertThat(fault.inputShape()).contains(Shape.of(3, 29, 37));
  }

  @Test
  void refusesAJpegWithDamagedCodes() {
    byte[] jpeg = ImageSample.named("baseline-444.jpg").bytes();
    // Sixteen ones are no Huffman code; FF in a scan is followed by a stuffed zero.
    for (int i = jpeg.length - 400; i < jpeg.length - 200; i += 2) {
      jpeg[i] = (byte) 0xFF;
      jpeg[i + 1] = 0;
    }

    MalformedRecordException fault = fault(jpeg);

    assertThat(fault.fault()).isEqualTo(BadRecord.Fault.CORRUPT);
    assertThat(fault.getMessage())
        .matches("JPEG, byte \\d+: the scans are damaged: Corrupt JPEG data: bad Huffman code");
  }
}
