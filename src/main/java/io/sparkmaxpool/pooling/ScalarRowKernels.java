package io.sparkmaxpool.pooling;

/** The primitives in plain Java: the rule itself, and what runs without the Vector API. */
final class ScalarRowKernels implements RowKernels {
  @Override
  public void max(byte[] buffer, int a, int b, int out, int n) {
    for (int i = 0; i < n; i++) {
      buffer[out + i] = (byte) Math.max(buffer[a + i] & 0xFF, buffer[b + i] & 0xFF);
    }
  }

  @Override
  public void max(float[] buffer, int a, int b, int out, int n) {
    for (int i = 0; i < n; i++) {
      float first = buffer[a + i];
      float later = buffer[b + i];
      buffer[out + i] = later > first || Float.isNaN(later) ? later : first;
    }
  }

  @Override
  public void max(float[] buffer, int[] indices, int a, int b, int out, int n) {
    for (int i = 0; i < n; i++) {
      float first = buffer[a + i];
      float later = buffer[b + i];
      boolean wins = later > first || Float.isNaN(later);
      buffer[out + i] = wins ? later : first;
      indices[out + i] = wins ? indices[b + i] : indices[a + i];
    }
  }

  @Override
  public void add(float[] sums, int to, float[] values, int from, int n) {
    for (int i = 0; i < n; i++) {
      sums[to + i] += values[from + i];
    }
  }

  @Override
  public int slack() {
    return 0;
  }

  @Override
  public String name() {
    return "scalar";
  }
}
