package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;

/**
 * What the decoders share: the header and its limit first, then the checks for truncation, which no
 * library makes, then the pixels.
 *
 * <p>PNG, BMP, GIF and TIFF are plain Java for every decoder, and so are the inks of a CMYK JPEG,
 * because there the libraries differ from each other and from Pillow: in what an animation or a
 * screen larger than the frame looks like, in 5-bit channels, in the rounding of CMYK, in what
 * kinds of TIFF there are. Only JPEG and WebP are a subclass's own.
 */
abstract class CheckedImageDecoder implements ImageDecoder {

  @Override
  public final Tensor decode(byte[] encoded, long maxPixels) throws MalformedRecordException {
    ImageHeader header = ImageHeader.parse(encoded, encoded.length);
    header.requireAtMost(maxPixels);
    EncodedBytes in = new EncodedBytes(encoded, encoded.length, header.format().name());
    try {
      return Tensor.of(DType.UINT8, header.shape(), planarRgb(header, in));
    } catch (MalformedRecordException e) {
      throw header.withShape(e);
    }
  }

  private byte[] planarRgb(ImageHeader header, EncodedBytes in) throws MalformedRecordException {
    return switch (header.format()) {
      case JPEG -> {
        JpegFrame frame = JpegFrame.find(in);
        JpegScans scans = JpegScans.check(in, frame);
        yield switch (frame.colour()) {
          case GREY, YCC, RGB -> jpeg(in, frame, scans);
          case CMYK, YCCK -> throughComponents(in, frame, scans);
        };
      }
      case PNG -> PngPixels.planarRgb(PngFile.parse(in));
      case BMP -> BmpFile.parse(in).planarRgb();
      case GIF -> GifFile.parse(in).planarRgb();
      case TIFF -> TiffPixels.planarRgb(TiffFile.parse(in));
      case WEBP -> {
        WebpFile.check(in, header);
        yield webp(in, header);
      }
    };
  }

  /** A checked JPEG of one or three components as planar RGB. */
  abstract byte[] jpeg(EncodedBytes in, JpegFrame frame, JpegScans scans)
      throws MalformedRecordException;

  /** A checked WebP as planar RGB. */
  abstract byte[] webp(EncodedBytes in, ImageHeader header) throws MalformedRecordException;

  static byte[] throughComponents(EncodedBytes in, JpegFrame frame, JpegScans scans)
      throws MalformedRecordException {
    return JpegPlanes.of(JpegRaster.components(in, frame, scans), frame);
  }

  @Override
  public String toString() {
    return name();
  }
}
