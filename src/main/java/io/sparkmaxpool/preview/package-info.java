/**
 * Pictures of pooled tables, input beside output, for a person to look at. Knows tensors and the
 * JDK, and no Spark.
 */
package io.sparkmaxpool.preview;
