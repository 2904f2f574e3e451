/**
 * Tensors as Parquet files. A tensor's bytes become the pages that readers see as lists of numbers,
 * so that nothing is spent on single elements. Free of Spark.
 */
package io.sparkmaxpool.parquet;
