/** Pooling as Spark SQL functions, and the struct that carries a tensor through Spark. */
package io.sparkmaxpool.sql;
