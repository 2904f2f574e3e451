package io.sparkmaxpool.pooling;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Scratch memory that one thread at a time takes and gives back; a second thread meanwhile makes
 * its own.
 */
final class Reused<T> {
  private final Supplier<T> maker;
  private final AtomicReference<T> spare = new AtomicReference<>();

  Reused(Supplier<T> maker) {
    this.maker = maker;
  }

  T take() {
    T taken = spare.getAndSet(null);
    return taken == null ? maker.get() : taken;
  }

  /**
   * Gives it back, when its content is no longer looked at: whoever takes it next overwrites it.
   */
  void give(T taken) {
    spare.set(taken);
  }
}
