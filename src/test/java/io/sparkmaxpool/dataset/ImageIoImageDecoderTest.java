package io.sparkmaxpool.dataset;

class ImageIoImageDecoderTest extends ImageDecoderContract {
  @Override
  ImageDecoder decoder() {
    return new ImageIoImageDecoder();
  }
}
