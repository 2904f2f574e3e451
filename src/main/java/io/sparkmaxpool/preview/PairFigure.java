package io.sparkmaxpool.preview;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How a record stands on a page: input beside output, its file's name and its ordinal below, and,
 * for who points at it or comes to it by keyboard, the whole key, shapes and values.
 */
final class PairFigure {
  /** Pixels above which a picture is drawn smoothly rather than with its pixels to be seen. */
  private static final int FEW = 64;

  private static final int KEY = 80;

  private PairFigure() {}

  /**
   * Writes the figure.
   *
   * @param side the most rows and columns of its pictures
   */
  static void write(Html html, DrawnRecord record, int side) {
    String name = record.key().substring(record.key().lastIndexOf('/') + 1);
    html.open("figure", "tabindex", "0").open("div", "class", "pair");
    shot(html, "Input", record.input(), side);
    shot(html, "Output", Optional.of(record.output()), side);
    html.close().open("figcaption").element("bdi", Texts.cut(name, KEY), "class", "key");
    html.open("span", "class", "tip");
    html.element("bdi", Texts.cut(record.key(), KEY), "class", "whole");
    line(html, "in", input(record));
    line(html, "out", told(record.output()));
    html.close().close().close();
  }

  private static void shot(Html html, String name, Optional<Drawn> drawn, int side) {
    List<Picture> pictures = drawn.map(Drawn::pictures).orElse(List.of());
    if (pictures.isEmpty()) {
      html.element("div", drawn.isPresent() ? "no values" : "input gone", "class", "none");
      return;
    }
    html.open("div", "class", pictures.size() == 1 ? "shot" : "shot tiles");
    for (int channel = 0; channel < pictures.size(); channel++) {
      Picture picture = pictures.get(channel).within(side);
      String alt = name + ", " + shape(drawn.get());
      html.empty(
          "img",
          "src",
          "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png()),
          "width",
          Integer.toString(picture.width()),
          "height",
          Integer.toString(picture.height()),
          "class",
          Math.max(picture.width(), picture.height()) <= FEW ? "few" : "many",
          "alt",
          pictures.size() == 1 ? alt : alt + ", channel " + channel);
    }
    html.close();
  }

  private static void line(Html html, String name, String text) {
    html.open("span", "class", "line").element("b", name).text(" " + text).close();
  }

  private static String input(DrawnRecord record) {
    return record
        .input()
        .map(PairFigure::told)
        .orElseGet(() -> Texts.shape(record.inputShape()) + ", not there any more");
  }

  private static String told(Drawn drawn) {
    return shape(drawn) + ", " + drawn.range();
  }

  private static String shape(Drawn drawn) {
    return new StringJoiner(" ")
        .add(Texts.shape(drawn.shape()))
        .add(drawn.dtype().label())
        .toString();
  }
}
