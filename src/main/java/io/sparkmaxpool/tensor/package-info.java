/**
 * Tensors as bytes: element types, shapes, little-endian data, {@code .npy}. Needs nothing but the
 * JDK.
 */
package io.sparkmaxpool.tensor;
