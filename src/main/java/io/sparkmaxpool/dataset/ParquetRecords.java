package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the footer of a Parquet file tells of its records.
 *
 * @param rows records
 * @param stretches the row groups that have rows
 * @param columns where images and labels are
 * @param label the class that the file's directories name, or {@link InputFile#NO_LABEL}
 * @param labelName its name, or null
 */
record ParquetRecords(
    long rows, List<Stretch> stretches, ParquetColumns columns, int label, String labelName)
    implements FileRecords {
  private static final long serialVersionUID = 1L;

  @Override
  public OptionalLong count() {
    return OptionalLong.of(rows);
  }

  @Override
  public Content content() {
    return columns.image().kind().content();
  }

  @Override
  public Keys keys() {
    return Keys.NUMBERED;
  }

  /** The dtype of all its images. */
  DType dtype() {
    return columns.image().dtype();
  }
}
