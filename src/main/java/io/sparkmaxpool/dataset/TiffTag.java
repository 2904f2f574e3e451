package io.sparkmaxpool.dataset;

/** The tags of a TIFF that its pixels depend on, named as the specification (TIFF 6.0) has them. */
enum TiffTag {
  IMAGE_WIDTH(256, "ImageWidth"),
  IMAGE_LENGTH(257, "ImageLength"),
  BITS_PER_SAMPLE(258, "BitsPerSample"),
  COMPRESSION(259, "Compression"),
  PHOTOMETRIC_INTERPRETATION(262, "PhotometricInterpretation"),
  FILL_ORDER(266, "FillOrder"),
  STRIP_OFFSETS(273, "StripOffsets"),
  SAMPLES_PER_PIXEL(277, "SamplesPerPixel"),
  ROWS_PER_STRIP(278, "RowsPerStrip"),
  STRIP_BYTE_COUNTS(279, "StripByteCounts"),
  PLANAR_CONFIGURATION(284, "PlanarConfiguration"),
  PREDICTOR(317, "Predictor"),
  COLOR_MAP(320, "ColorMap"),
  TILE_WIDTH(322, "TileWidth"),
  TILE_LENGTH(323, "TileLength"),
  TILE_OFFSETS(324, "TileOffsets"),
  TILE_BYTE_COUNTS(325, "TileByteCounts"),
  EXTRA_SAMPLES(338, "ExtraSamples"),
  SAMPLE_FORMAT(339, "SampleFormat");

  private final int number;
  private final String title;

  TiffTag(int number, String title) {
    this.number = number;
    this.title = title;
  }

  int number() {
    return number;
  }

  /**
   * A tag in messages, e.g. {@code "Compression (259)"}; its number alone if it is none of these.
   */
  static String named(int number) {
    for (TiffTag tag : values()) {
      if (tag.number == number) {
        return tag.toString();
      }
    }
    return "tag %d".formatted(number);
  }

  @Override
  public String toString() {
    return "%s (%d)".formatted(title, number);
  }
}
