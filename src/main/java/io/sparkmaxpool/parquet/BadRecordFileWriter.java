package io.sparkmaxpool.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;

import io.sparkmaxpool.tensor.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * Writes one Parquet file of the {@code _bad_records} table: columns {@code key}, {@code stage},
 * {@code error}, {@code message}, {@code length} (null where unknown) and {@code input_shape} (null
 * where unknown).
 *
 * <p>Not safe for use by several threads.
 */
public final class BadRecordFileWriter implements Closeable {
  private final ParquetWriter<BadRecordRow> writer;
  private final TrackedOutputFile output;
  private long rows;

  private BadRecordFileWriter(ParquetWriter<BadRecordRow> writer, TrackedOutputFile output) {
    this.writer = writer;
    this.output = output;
  }

  /**
   * Starts a file.
   *
   * @param file must not exist
   * @param metadata the file's key-value metadata
   * @throws IOException if the file cannot be created
   */
  public static BadRecordFileWriter create(
      Configuration conf, OutputFile file, Compression compression, Map<String, String> metadata)
      throws IOException {
    TrackedOutputFile output = new TrackedOutputFile(file);
    ParquetWriter<BadRecordRow> writer =
        new Builder(output)
            .withConf(conf)
            .withCompressionCodec(compression.codec())
            .withExtraMetaData(metadata)
            .build();
    return new BadRecordFileWriter(writer, output);
  }

  /** Appends a row. */
  public void write(BadRecordRow row) throws IOException {
    writer.write(row);
    rows++;
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /** Bytes in the file so far; after {@link #close}, its length. */
  public long fileBytes() {
    return output.bytes();
  }

  /** CRC-32C of the bytes in the file so far, eight hexadecimal digits. */
  public String crc32c() {
    return output.crc32c();
  }

  /** Completes the file; closes the stream whether that succeeds or not. */
  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } finally {
      output.close();
    }
  }

  private static final class Builder extends ParquetWriter.Builder<BadRecordRow, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    // The method to override; parquet-java deprecates it and has it abstract all the same.
    @SuppressWarnings("deprecation")
    @Override
    protected WriteSupport<BadRecordRow> getWriteSupport(Configuration conf) {
      return new Support();
    }
  }

  private static final class Support extends WriteSupport<BadRecordRow> {
    private static final MessageType SCHEMA =
        Types.buildMessage()
            .required(BINARY)
            .as(stringType())
            .named("key")
            .required(BINARY)
            .as(stringType())
            .named("stage")
            .required(BINARY)
            .as(stringType())
            .named("error")
            .required(BINARY)
            .as(stringType())
            .named("message")
            .optional(INT64)
            .named("length")
            .addField(TensorSchema.shape(TensorSchema.INPUT_SHAPE, OPTIONAL))
            .named("bad_records");

    private RecordConsumer out;

    // As above.
    @SuppressWarnings("deprecation")
    @Override
    public WriteContext init(Configuration conf) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(BadRecordRow row) {
      out.startMessage();
      text(0, row.key());
      text(1, row.stage());
      text(2, row.error());
      text(3, row.message());
      if (row.length() >= 0) {
        start(4);
        out.addLong(row.length());
        end(4);
      }
      row.inputShape().ifPresent(this::shape);
      out.endMessage();
    }

    private void text(int field, String value) {
      start(field);
      out.addBinary(Binary.fromString(value));
      end(field);
    }

    private void shape(Shape shape) {
      start(5);
      out.startGroup();
      out.startField("list", 0);
      for (int axis = 0; axis < shape.rank(); axis++) {
        out.startGroup();
        out.startField("element", 0);
        out.addInteger(shape.extent(axis));
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
      out.endGroup();
      end(5);
    }

    private void start(int field) {
      out.startField(SCHEMA.getFieldName(field), field);
    }

    private void end(int field) {
      out.endField(SCHEMA.getFieldName(field), field);
    }
  }
}
