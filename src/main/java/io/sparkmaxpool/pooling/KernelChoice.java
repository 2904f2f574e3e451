package io.sparkmaxpool.pooling;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Which kernels this JVM uses, and why. Decided once, when the first pooling needs them; {@code
 * -Dsparkmaxpool.vector=off} asks for the scalar ones.
 *
 * @param kernels the primitives
 * @param reason one sentence for the log
 */
record KernelChoice(RowKernels kernels, String reason) {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String VECTOR_CLASS = "io.sparkmaxpool.pooling.VectorRowKernels";

  /** What a JVM can be found to be. */
  enum Environment {
    VECTOR_OFF,
    NO_MODULE,
    VECTOR;

    /** The decision itself: a pure function of the property and of the module's presence. */
    static Environment of(String property, ModulePresence module) {
      if ("off".equals(property)) {
        return VECTOR_OFF;
      }
      return module == ModulePresence.PRESENT ? VECTOR : NO_MODULE;
    }
  }

  /** Whether the Vector API's incubator module is in the boot layer. */
  enum ModulePresence {
    PRESENT,
    ABSENT
  }

  /** The choice for this JVM. */
  static KernelChoice current() {
    return Holder.CURRENT;
  }

  /** The choice in a given environment. */
  static KernelChoice in(Environment environment) {
    return switch (environment) {
      case VECTOR_OFF ->
          new KernelChoice(new ScalarRowKernels(), "switched off by -Dsparkmaxpool.vector=off");
      case NO_MODULE ->
          new KernelChoice(
              new ScalarRowKernels(), "the JVM runs without --add-modules " + VECTOR_MODULE);
      case VECTOR -> vector();
    };
  }

  private static KernelChoice vector() {
    try {
      RowKernels kernels =
          (RowKernels) Class.forName(VECTOR_CLASS).getDeclaredConstructor().newInstance();
      return new KernelChoice(kernels, "the Vector API's preferred width on this CPU");
    } catch (ReflectiveOperationException | LinkageError e) {
      return new KernelChoice(new ScalarRowKernels(), "the Vector API failed to load: " + e);
    }
  }

  private static final class Holder {
    private static final KernelChoice CURRENT = chosen();

    private static KernelChoice chosen() {
      ModulePresence module =
          ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
              ? ModulePresence.PRESENT
              : ModulePresence.ABSENT;
      Environment environment = Environment.of(System.getProperty("sparkmaxpool.vector"), module);
      KernelChoice choice = in(environment);
      Logger logger = System.getLogger(KernelChoice.class.getName());
      Level level = environment == Environment.NO_MODULE ? Level.WARNING : Level.DEBUG;
      logger.log(level, "pooling kernels: {0} ({1})", choice.kernels().name(), choice.reason());
      return choice;
    }
  }
}
