package io.sparkmaxpool.dataset;

import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ranges of numbers in braces, as shells and WebDataset's users write them and Hadoop's patterns do
 * not have them.
 *
 * <pre>{@code
 * NumberRanges.expand("shard-{08..10}.tar")   // shard-08.tar, shard-09.tar, shard-10.tar
 * }</pre>
 */
final class NumberRanges {
  private static final Pattern RANGE = Pattern.compile("\\{([0-9]{1,18})\\.\\.([0-9]{1,18})}");
  private static final long MOST = 100_000;

  private NumberRanges() {}

  /**
   * The texts that a pattern means, in order; the text alone where it has no range. Numbers have as
   * many digits as the longer end, if one of the ends begins with a zero.
   *
   * @throws FileNotFoundException if they are more than anyone can mean
   */
  static List<String> expand(String pattern) throws FileNotFoundException {
    List<String> texts = List.of("");
    Matcher range = RANGE.matcher(pattern);
    int from = 0;
    while (range.find()) {
      List<String> numbers = numbers(range.group(1), range.group(2), MOST / texts.size(), pattern);
      String before = pattern.substring(from, range.start());
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        for (String number : numbers) {
          longer.add(text + before + number);
        }
      }
      texts = longer;
      from = range.end();
    }
    String rest = pattern.substring(from);
    return texts.stream().map(text -> text + rest).toList();
  }

  private static List<String> numbers(String first, String last, long most, String pattern)
      throws FileNotFoundException {
    long start = Long.parseLong(first);
    long end = Long.parseLong(last);
    long count = Math.abs(end - start) + 1;
    if (count > most) {
      throw new FileNotFoundException(
          "input path means more than %d paths: %s".formatted(MOST, pattern));
    }
    boolean isFilledUp =
        first.startsWith("0") && first.length() > 1 || last.startsWith("0") && last.length() > 1;
    int digits = isFilledUp ? Math.max(first.length(), last.length()) : 1;
    List<String> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(("%0" + digits + "d").formatted(start <= end ? start + i : start - i));
    }
    return numbers;
  }
}
