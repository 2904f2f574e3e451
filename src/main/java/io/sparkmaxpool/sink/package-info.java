/**
 * The {@code tensor-parquet} format: tables of pooled tensors, written through Spark's commit
 * protocol.
 */
package io.sparkmaxpool.sink;
