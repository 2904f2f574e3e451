package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.Shape;
import java.util.Optional;

/**
 * A record that could not be pooled.
 *
 * @param key the record's key
 * @param stage where it failed: list read decode pool
 * @param error the kind of fault, e.g. truncated
 * @param message one line for a person
 * @param length bytes of the record's source; negative where unknown, which is null in the file
 * @param inputShape the image's shape {@code [C,H,W]}, where it is known
 */
public record BadRecordRow(
    String key,
    String stage,
    String error,
    String message,
    long length,
    Optional<Shape> inputShape) {}
