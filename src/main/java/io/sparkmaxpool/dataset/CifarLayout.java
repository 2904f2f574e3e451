package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The two binary layouts of CIFAR: a record is its labels, a byte each, and a picture. */
enum CifarLayout {
  /** One label of ten. */
  CIFAR_10(
      "CIFAR-10",
      "cifar-10-binary.tar.gz",
      "(data|test)_batch.*\\.bin",
      "cifar-10-batches-",
      new Labels(
          "CIFAR-10",
          "batches.meta.txt",
          List.of(
              "airplane",
              "automobile",
              "bird",
              "cat",
              "deer",
              "dog",
              "frog",
              "horse",
              "ship",
              "truck"))),

  /** The superclass of twenty, then the class of a hundred. */
  CIFAR_100(
      "CIFAR-100",
      "cifar-100-binary.tar.gz",
      "(train|test)\\.bin",
      "cifar-100-",
      new Labels(
          "CIFAR-100 coarse",
          "coarse_label_names.txt",
          List.of(
              """
              aquatic_mammals fish flowers food_containers fruit_and_vegetables
              household_electrical_devices household_furniture insects large_carnivores
              large_man-made_outdoor_things large_natural_outdoor_scenes
              large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles
              small_mammals trees vehicles_1 vehicles_2"""
                  .split("\\s+"))),
      new Labels(
          "CIFAR-100 fine",
          "fine_label_names.txt",
          List.of(
              """
              apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
              butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach
              couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster
              house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree
              motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear
              pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road
              rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
              sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip
              turtle wardrobe whale willow_tree wolf woman worm"""
                  .split("\\s+"))));

  /** Bytes of the longest file of names that is accepted. */
  static final int LONGEST_NAMES = 1 << 16;

  /** Every picture's. */
  static final Shape SHAPE = Shape.of(3, 32, 32);

  /**
   * One of a record's labels.
   *
   * @param title what it is called
   * @param file the names of its classes, one a line
   * @param standard the names where there is no such file
   */
  record Labels(String title, String file, List<String> standard) {
    int classes() {
      return standard.size();
    }
  }

  private final String title;
  private final String archive;
  private final Pattern names;
  private final String directory;
  private final List<Labels> labels;

  CifarLayout(String title, String archive, String names, String directory, Labels... labels) {
    this.title = title;
    this.archive = archive;
    this.names = Pattern.compile(names);
    this.directory = directory;
    this.labels = List.of(labels);
  }

  /** What people call the dataset. */
  String title() {
    return title;
  }

  /** The file that it is downloaded as. */
  String archive() {
    return archive;
  }

  /** The labels, in the order of their bytes. */
  List<Labels> labels() {
    return labels;
  }

  /** Whether a file has the name and the length of one of the layout, or is an archive of it. */
  boolean isLike(FileStart file) {
    return names.matcher(file.name()).matches()
            && file.length() >= recordBytes()
            && file.length() % recordBytes() == 0
        || file.firstEntry()
            .map(entry -> entry.startsWith("./") ? entry.substring(2) : entry)
            .filter(entry -> entry.startsWith(directory))
            .isPresent();
  }

  int recordBytes() {
    return labels.size() + (int) SHAPE.elements();
  }

  /**
   * The names of a label's classes in the text of a names file.
   *
   * @param text the file, or its beginning if it is longer than {@link #LONGEST_NAMES}
   * @param place the file, for a person
   * @throws IOException if it does not name all classes
   */
  List<String> names(int label, byte[] text, String place) throws IOException {
    int classes = labels.get(label).classes();
    if (text.length > LONGEST_NAMES) {
      throw new IOException(
          "%s is longer than %d bytes: it names %d classes"
              .formatted(place, LONGEST_NAMES, classes));
    }
    List<String> names =
        new String(text, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != classes) {
      throw new IOException(
          "%s names %d classes, but %s has %d".formatted(place, names.size(), title, classes));
    }
    return names;
  }
}
