package io.sparkmaxpool.dataset;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Texts as Python sorts them; {@link String#compareTo} goes by UTF-16 units. */
final class CodePoints {
  static final Comparator<String> ORDER = CodePoints::compare;

  private CodePoints() {}

  /** Where a text is in a list so sorted; negative if it is not. */
  static int find(List<String> sorted, String text) {
    return Collections.binarySearch(sorted, text, ORDER);
  }

  private static int compare(String a, String b) {
    for (int i = 0; i < a.length() && i < b.length(); i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(i), b.codePointAt(i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
