package io.sparkmaxpool.sample;

/**
 * A shape in a drawing's own coordinates: a square of 1000 by 1000 units, y pointing down.
 * Everything is integer arithmetic, so that a picture has the same pixels on every platform.
 */
final class Region {
  /** Decides whether the point (x, y) belongs to the shape. */
  interface Membership {
    boolean contains(int x, int y);
  }

  final int left;
  final int top;
  final int right;
  final int bottom;
  private final Membership membership;

  private Region(int left, int top, int right, int bottom, Membership membership) {
    this.left = left;
    this.top = top;
    this.right = right;
    this.bottom = bottom;
    this.membership = membership;
  }

  boolean contains(int x, int y) {
    return membership.contains(x, y);
  }

  static Region ellipse(int centreX, int centreY, int radiusX, int radiusY) {
    long across = (long) radiusX * radiusX;
    long down = (long) radiusY * radiusY;
    return new Region(
        centreX - radiusX,
        centreY - radiusY,
        centreX + radiusX,
        centreY + radiusY,
        (x, y) -> {
          long dx = (long) x - centreX;
          long dy = (long) y - centreY;
          return dx * dx * down + dy * dy * across <= across * down;
        });
  }

  static Region box(int left, int top, int right, int bottom) {
    return new Region(
        left, top, right, bottom, (x, y) -> x >= left && x < right && y >= top && y < bottom);
  }

  /** A polygon given as x, y, x, y ...; where it crosses itself, even-odd. */
  static Region polygon(int... corners) {
    int left = corners[0];
    int right = corners[0];
    int top = corners[1];
    int bottom = corners[1];
    for (int i = 2; i < corners.length; i += 2) {
      left = Math.min(left, corners[i]);
      right = Math.max(right, corners[i]);
      top = Math.min(top, corners[i + 1]);
      bottom = Math.max(bottom, corners[i + 1]);
    }
    return new Region(left, top, right, bottom, (x, y) -> crossings(corners, x, y) % 2 == 1);
  }

  /** A stroke with round ends. */
  static Region line(int fromX, int fromY, int toX, int toY, int width) {
    long alongX = (long) toX - fromX;
    long alongY = (long) toY - fromY;
    long length = Math.max(1, alongX * alongX + alongY * alongY);
    int half = width / 2;
    return new Region(
        Math.min(fromX, toX) - half,
        Math.min(fromY, toY) - half,
        Math.max(fromX, toX) + half,
        Math.max(fromY, toY) + half,
        (x, y) -> {
          long dx = (long) x - fromX;
          long dy = (long) y - fromY;
          long projected = Math.max(0, Math.min(length, dx * alongX + dy * alongY));
          long nearX = dx - Math.floorDiv(projected * alongX, length);
          long nearY = dy - Math.floorDiv(projected * alongY, length);
          return 4 * (nearX * nearX + nearY * nearY) <= (long) width * width;
        });
  }

  private static int crossings(int[] corners, int x, int y) {
    int crossings = 0;
    int previous = corners.length - 2;
    for (int i = 0; i < corners.length; i += 2) {
      int fromY = corners[previous + 1];
      int toY = corners[i + 1];
      if (fromY > y != toY > y) {
        long run = (long) (corners[previous] - corners[i]) * (y - toY);
        long rise = (long) fromY - toY;
        long offset = (long) (x - corners[i]) * rise;
        if (rise > 0 ? offset < run : offset > run) {
          crossings++;
        }
      }
      previous = i;
    }
    return crossings;
  }
}
