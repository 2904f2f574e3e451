/**
 * Pooling, and what else is done with tensors, as functions of Spark SQL, and the struct that
 * carries a tensor through Spark.
 */
package io.sparkmaxpool.sql;
