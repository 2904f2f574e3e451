package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.pooling.KernelChoice.Environment;
import io.sparkmaxpool.pooling.KernelChoice.ModulePresence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelChoiceTest {
  @ParameterizedTest
  @CsvSource({
    ",PRESENT,VECTOR",
    "on,PRESENT,VECTOR",
    "off,PRESENT,VECTOR_OFF",
    ",ABSENT,NO_MODULE",
    "on,ABSENT,NO_MODULE",
    "off,ABSENT,VECTOR_OFF",
  })
  void isAFunctionOfThePropertyAndTheModule(
      String property, ModulePresence module, Environment expected) {
    assertThat(Environment.of(property, module)).isEqualTo(expected);
  }

  @Test
  void tellsWhyThereAreNoVectors() {
    assertThat(KernelChoice.in(Environment.VECTOR_OFF).reason())
        .isEqualTo("switched off by -Dsparkmaxpool.vector=off");
    assertThat(KernelChoice.in(Environment.NO_MODULE).reason())
        .isEqualTo("the JVM runs without --add-modules jdk.incubator.vector");
    assertThat(KernelChoice.in(Environment.NO_MODULE).kernels().name()).isEqualTo("scalar");
  }

  @Test
  void fallsBackWhereTheModuleDoesNotLoad() {
    KernelChoice choice = KernelChoice.in(Environment.VECTOR);

    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      assertThat(choice.kernels().name()).startsWith("vector-");
    } else {
      assertThat(choice.kernels().name()).isEqualTo("scalar");
      assertThat(choice.reason()).startsWith("the Vector API failed to load: ");
    }
  }
}
