package io.sparkmaxpool.dataset;

/** Decodes with the JDK alone; does not read WebP. */
final class ImageIoImageDecoder extends CheckedImageDecoder {

  @Override
  byte[] jpeg(EncodedBytes in, JpegFrame frame, JpegScans scans) throws MalformedRecordException {
    return throughComponents(in, frame, scans);
  }

  @Override
  byte[] webp(EncodedBytes in, ImageHeader header) throws MalformedRecordException {
    throw in.unsupported(0, "only the native decoder reads it, and that did not load");
  }

  @Override
  public String name() {
    return "imageio";
  }
}
