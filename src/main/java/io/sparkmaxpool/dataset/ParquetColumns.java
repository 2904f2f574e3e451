package io.sparkmaxpool.dataset;

import java.io.Serializable;
import java.util.List;

/**
 * The columns of a Parquet file that records are made of, as paths.
 *
 * @param image the images
 * @param shape their extents; empty where they are told otherwise
 * @param label numbers of classes; empty if there are none
 * @param labelName names of classes; empty if there are none
 */
record ParquetColumns(
    ParquetImage image, List<String> shape, List<String> label, List<String> labelName)
    implements Serializable {}
