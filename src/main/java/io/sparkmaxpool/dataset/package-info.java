/**
 * Image datasets: how each format is listed, split and read, one record at a time. Free of Spark.
 */
package io.sparkmaxpool.dataset;
