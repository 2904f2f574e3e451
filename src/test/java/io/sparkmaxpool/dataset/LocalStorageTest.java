package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStorageTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3000, 65_535, 65_536, 200_000})
  void readsAFileWholeWhateverItsLengthWasWhenItWasListed(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    String location = Files.write(directory.resolve("file"), content).toString();

    for (long listed : new long[] {0, length - 1, length, length + 1, 2L * length, 1L << 33}) {
      assertThat(new LocalStorage().read(location, Math.max(0, listed)))
          .as("listed with %d bytes", listed)
          .isEqualTo(content);
    }
  }

  @Test
  void tellsThatAFileIsGone() {
    assertThatThrownBy(() -> new LocalStorage().read(directory.resolve("gone").toString(), 10))
        .isInstanceOf(NoSuchFileException.class);
  }
}
