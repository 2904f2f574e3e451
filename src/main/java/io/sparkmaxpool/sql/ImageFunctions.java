package io.sparkmaxpool.sql;

import static io.sparkmaxpool.sql.PoolingFunctions.resultOrNull;

import io.sparkmaxpool.dataset.BadRecord;
import io.sparkmaxpool.dataset.ImageDecoder;
import io.sparkmaxpool.dataset.ImageDecoders;
import io.sparkmaxpool.dataset.MalformedRecordException;
import org.apache.spark.sql.catalyst.InternalRow;

/** The functions of encoded images, for generated code. */
public final class ImageFunctions {
  private ImageFunctions() {}

  /**
   * {@code decode_image(bytes)}: a uint8 tensor {@code [3,H,W]}, by this JVM's {@link
   * ImageDecoders#best best decoder}.
   *
   * @throws IllegalArgumentException if the bytes are no whole image that can be read, or one of
   *     more than {@link ImageDecoder#MAX_PIXELS} pixels; with stage and kind, as they are in a
   *     table of bad records
   */
  public static InternalRow decodeImage(byte[] bytes) {
    try {
      return TensorStruct.toRow(ImageDecoders.best().decode(bytes, ImageDecoder.MAX_PIXELS));
    } catch (MalformedRecordException e) {
      BadRecord bad = e.toBadRecord(BadRecord.Stage.DECODE, bytes.length);
      throw new IllegalArgumentException(
          "decode_image: stage %s, %s: %s"
              .formatted(bad.stage().label(), bad.fault().label(), bad.message()),
          e);
    }
  }

  /** {@code try_decode_image(bytes)}: null where {@link #decodeImage} fails. */
  public static InternalRow tryDecodeImage(byte[] bytes) {
    return resultOrNull(() -> decodeImage(bytes));
  }
}
