package io.sparkmaxpool.preview;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a page says of how its pictures were drawn: only what holds for one of them. */
final class DrawingRules {
  private DrawingRules() {}

  /**
   * The sentences.
   *
   * @param side the most rows and columns of a picture
   */
  static List<String> of(List<DrawnRecord> records, int side) {
    List<Drawn> drawn =
        records.stream()
            .flatMap(record -> Stream.concat(record.input().stream(), Stream.of(record.output())))
            .toList();
    List<String> sentences = new ArrayList<>();
    add(
        sentences,
        drawn,
        tensor -> tensor.rule() == Levels.Rule.BY_RANGE && tensor.range().isFinite(),
        "Tensors with values other than bytes and floats from 0 to 1 are each drawn from black, their least value, to white, their greatest.");
    add(
        sentences,
        drawn,
        tensor -> tensor.range().nan() + tensor.range().infinite() > 0,
        "NaN is drawn in magenta, infinity in orange, negative infinity in sky blue.");
    add(
        sentences,
        drawn,
        tensor -> tensor.pictures().size() > 1 || tensor.isCut(),
        "Tensors with other than 1 or 3 channels are drawn in grey, channel by channel, up to %d."
            .formatted(Picture.MOST_CHANNELS));
    add(
        sentences,
        drawn,
        tensor -> Math.max(tensor.shape().extent(1), tensor.shape().extent(2)) > side,
        "Pictures of more than %d \u00D7 %d pixels are scaled down.".formatted(side, side));
    return sentences;
  }

  private static void add(
      List<String> sentences, List<Drawn> drawn, Predicate<Drawn> holds, String sentence) {
    if (drawn.stream().anyMatch(holds)) {
      sentences.add(sentence);
    }
  }
}
