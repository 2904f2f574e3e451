/**
 * Jobs: the spec as records, how it is read from YAML and options, and what runs it.
 *
 * <p>{@link io.sparkmaxpool.job.SpecKey} is the one table of keys: YAML, command line, help and
 * hints all come from it.
 */
package io.sparkmaxpool.job;
