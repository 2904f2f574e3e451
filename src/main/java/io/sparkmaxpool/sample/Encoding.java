package io.sparkmaxpool.sample;

import io.sparkmaxpool.tensor.Tensor;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The kinds of image file in the demonstration folder. Samples are set in the raster, never through
 * a colour conversion of the JDK's, which may differ between versions.
 */
enum Encoding {
  JPEG("jpeg", BufferedImage.TYPE_INT_RGB),
  PROGRESSIVE_JPEG("jpeg", BufferedImage.TYPE_INT_RGB),
  GREY_JPEG("jpeg", BufferedImage.TYPE_BYTE_GRAY),
  TRUNCATED_JPEG("jpeg", BufferedImage.TYPE_INT_RGB),
  PNG("png", BufferedImage.TYPE_INT_RGB),
  RGBA_PNG("png", BufferedImage.TYPE_INT_ARGB),
  PALETTE_PNG("png", BufferedImage.TYPE_BYTE_INDEXED),
  GREY16_PNG("png", BufferedImage.TYPE_USHORT_GRAY),
  BMP("bmp", BufferedImage.TYPE_INT_RGB),
  GIF("gif", BufferedImage.TYPE_BYTE_INDEXED);

  private static final float JPEG_QUALITY = 0.9f;
  private static final Palette PALETTE = new Palette();

  private final String format;
  private final int imageType;

  Encoding(String format, int imageType) {
    this.format = format;
    this.imageType = imageType;
  }

  /** The file of a uint8 {@code [3, H, W]} picture. */
  byte[] encode(Tensor picture) throws IOException {
    byte[] file = write(image(picture));
    return this == TRUNCATED_JPEG ? Arrays.copyOf(file, file.length * 3 / 5) : file;
  }

  private BufferedImage image(Tensor picture) {
    int height = picture.shape().extent(1);
    int width = picture.shape().extent(2);
    BufferedImage image = empty(width, height);
    WritableRaster raster = image.getRaster();
    byte[] data = picture.data();
    int plane = height * width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        int red = data[at] & 0xff;
        int green = data[plane + at] & 0xff;
        int blue = data[2 * plane + at] & 0xff;
        raster.setPixel(x, y, pixel(red, green, blue, x, y, width, height));
      }
    }
    return image;
  }

  private BufferedImage empty(int width, int height) {
    if (imageType != BufferedImage.TYPE_BYTE_INDEXED) {
      return new BufferedImage(width, height, imageType);
    }
    ColorModel colours = PALETTE.colours;
    WritableRaster raster =
        Raster.createWritableRaster(
            colours.createCompatibleSampleModel(width, height), new Point(0, 0));
    return new BufferedImage(colours, raster, false, null);
  }

  private int[] pixel(int red, int green, int blue, int x, int y, int width, int height) {
    return switch (this) {
      case JPEG, PROGRESSIVE_JPEG, TRUNCATED_JPEG, PNG, BMP -> new int[] {red, green, blue};
      case GREY_JPEG -> new int[] {(luma(red, green, blue) + 500) / 1000};
      case GREY16_PNG -> new int[] {luma(red, green, blue) * 257 / 1000};
      case RGBA_PNG -> new int[] {red, green, blue, opacity(x, y, width, height)};
      case PALETTE_PNG, GIF -> new int[] {PALETTE.index(red, green, blue, x, y)};
    };
  }

  /** A thousand times the grey of ITU-R BT.601, which JPEG's Y is too. */
  private static int luma(int red, int green, int blue) {
    return 299 * red + 587 * green + 114 * blue;
  }

  /** Opaque in the middle, clear in the corners. */
  private static int opacity(int x, int y, int width, int height) {
    int dx = (2 * x + 1 - width) * 1000 / width;
    int dy = (2 * y + 1 - height) * 1000 / height;
    return Colour.clamp((1_600_000 - dx * dx - dy * dy) / 3000);
  }

  private byte[] write(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      }
      if (this == PROGRESSIVE_JPEG) {
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
        writer.setOutput(output);
        writer.write(null, new IIOImage(image, null, null), parameters);
      }
      return file.toByteArray();
    } finally {
      writer.dispose();
    }
  }

  /** 252 colours, 6 by 7 by 6 levels, chosen with an ordered dither of 4 by 4. */
  private static final class Palette {
    private static final int REDS = 6;
    private static final int GREENS = 7;
    private static final int BLUES = 6;
    private static final int[] THRESHOLDS = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

    private final IndexColorModel colours;

    Palette() {
      int size = REDS * GREENS * BLUES;
      byte[] red = new byte[size];
      byte[] green = new byte[size];
      byte[] blue = new byte[size];
      for (int i = 0; i < size; i++) {
        red[i] = (byte) (i / (GREENS * BLUES) * 255 / (REDS - 1));
        green[i] = (byte) (i / BLUES % GREENS * 255 / (GREENS - 1));
        blue[i] = (byte) (i % BLUES * 255 / (BLUES - 1));
      }
      colours = new IndexColorModel(8, size, red, green, blue);
    }

    int index(int red, int green, int blue, int x, int y) {
      int threshold = THRESHOLDS[y % 4 * 4 + x % 4];
      return (level(red, REDS, threshold) * GREENS + level(green, GREENS, threshold)) * BLUES
          + level(blue, BLUES, threshold);
    }

    private static int level(int sample, int levels, int threshold) {
      return (sample * (levels - 1) * 16 + (2 * threshold + 1) * 255 / 2) / (255 * 16);
    }
  }
}
