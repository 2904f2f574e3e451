package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.Shape;
import java.io.Serializable;

/**
 * A record's key and the shape of its pooled tensor: an example for a message, and what a commit
 * compares between files.
 */
public record KeyedShape(String key, Shape shape) implements Serializable {}
