package io.sparkmaxpool.sample;

import io.sparkmaxpool.tensor.Tensor;
import java.util.Locale;
import java.util.Random;

/** The ten classes of CIFAR-10, in the order of their labels, each with its drawing. */
enum Subject {
  AIRPLANE,
  AUTOMOBILE,
  BIRD,
  CAT,
  DEER,
  DOG,
  FROG,
  HORSE,
  SHIP,
  TRUCK;

  private static final int GRAIN = 5;

  /** CIFAR-10's name of the class, e.g. {@code "airplane"}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A new picture of the class: uint8 {@code [3, H, W]}, decided by {@code random} alone. */
  Tensor draw(Random random, int width, int height) {
    Canvas canvas = new Canvas(width, height);
    switch (this) {
      case AIRPLANE -> Vehicles.airplane(canvas, random);
      case AUTOMOBILE -> Vehicles.automobile(canvas, random);
      case BIRD -> Animals.bird(canvas, random);
      case CAT -> Faces.cat(canvas, random);
      case DEER -> Animals.deer(canvas, random);
      case DOG -> Faces.dog(canvas, random);
      case FROG -> Faces.frog(canvas, random);
      case HORSE -> Animals.horse(canvas, random);
      case SHIP -> Vehicles.ship(canvas, random);
      case TRUCK -> Vehicles.truck(canvas, random);
    }
    return canvas.develop(random, GRAIN);
  }
}
