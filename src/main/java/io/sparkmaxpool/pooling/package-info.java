/** Pooling with PyTorch's semantics and bits. Needs nothing but tensors: no Spark. */
package io.sparkmaxpool.pooling;
