package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.OptionalLong;

/**
 * The samples of a shard, which only reading counts.
 *
 * @param images extensions of the members that are images, the best first
 * @param labels extensions of those that are labels, likewise
 * @param labelField of a label in JSON, with dots for what is nested
 * @param content what the dataset holds, as its first record does
 * @param dtype likewise; null while that is looked for, and any will do
 */
record WebDatasetRecords(
    List<String> images, List<String> labels, String labelField, Content content, DType dtype)
    implements FileRecords {
  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public Keys keys() {
    return Keys.NAMED;
  }

  /** The same of a dataset that holds this. */
  WebDatasetRecords of(Content itsContent, DType itsDType) {
    return new WebDatasetRecords(images, labels, labelField, itsContent, itsDType);
  }

  /**
   * Fails if a record is not of the dataset's one type.
   *
   * @throws MalformedRecordException UNSUPPORTED, naming both
   */
  void requireOne(Content its, DType itsDType) throws MalformedRecordException {
    if (dtype != null && (its != content || itsDType != dtype)) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s of %s among %ss of %s: the records of a dataset have the type of its first"
              .formatted(word(its), itsDType, word(content), dtype));
    }
  }

  private static String word(Content content) {
    return switch (content) {
      case IMAGES -> "picture";
      case ARRAYS -> "array";
    };
  }
}
