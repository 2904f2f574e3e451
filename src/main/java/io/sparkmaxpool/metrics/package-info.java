/**
 * What tasks count and time: shown in Spark's UI, in Spark's metrics system, and in a line of the
 * log. Knows no other package.
 */
package io.sparkmaxpool.metrics;
