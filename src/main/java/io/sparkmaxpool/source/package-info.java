/** The dataset formats as Spark data sources (DataSource V2). */
package io.sparkmaxpool.source;
