package io.sparkmaxpool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The committed audit of what the project is made of, and the pom that it is held against. */
final class DependencyAudit {
  private static final Path TABLE = Path.of("src/build/dependency-audit.tsv");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

  /**
   * A line of the audit.
   *
   * @param where jar, native (in a library of the jar), provided, test, or build
   */
  record Entry(
      String where, String name, String version, String licence, String known, String why) {
    /** What must agree with the build. */
    String nameAndVersion() {
      return name + " " + version;
    }
  }

  private DependencyAudit() {}

  static List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = Files.readAllLines(TABLE);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      if (cells.length != 6) {
        throw new IllegalStateException("not six columns: " + line);
      }
      entries.add(new Entry(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]));
    }
    return entries;
  }

  static List<String> of(String... places) throws IOException {
    return entries().stream()
        .filter(entry -> List.of(places).contains(entry.where()))
        .map(Entry::nameAndVersion)
        .toList();
  }

  /** What a kind of element of the pom names, profiles' too: group, artifact and version. */
  static List<String> inPom(String... tags) throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile());
    Map<String, String> properties = new LinkedHashMap<>();
    Element first = (Element) pom.getElementsByTagName("properties").item(0);
    for (int i = 0; i < first.getChildNodes().getLength(); i++) {
      if (first.getChildNodes().item(i) instanceof Element property) {
        properties.put(property.getTagName(), property.getTextContent().strip());
      }
    }
    List<String> names = new ArrayList<>();
    for (String tag : tags) {
      NodeList elements = pom.getElementsByTagName(tag);
      for (int i = 0; i < elements.getLength(); i++) {
        Element element = (Element) elements.item(i);
        String version = child(element, "version");
        // A profile adds to a plugin whose version stands elsewhere.
        if (!version.isEmpty()) {
          names.add(
              resolved(
                  "%s:%s %s"
                      .formatted(child(element, "groupId"), child(element, "artifactId"), version),
                  properties));
        }
      }
    }
    return names.stream().distinct().toList();
  }

  private static String child(Element element, String tag) {
    for (int i = 0; i < element.getChildNodes().getLength(); i++) {
      if (element.getChildNodes().item(i) instanceof Element child
          && child.getTagName().equals(tag)) {
        return child.getTextContent().strip();
      }
    }
    return "";
  }

  private static String resolved(String text, Map<String, String> properties) {
    return PROPERTY
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(properties.get(match.group(1))));
  }
}
