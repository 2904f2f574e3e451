package io.sparkmaxpool.job;

import io.sparkmaxpool.job.Written.Kind;
import io.sparkmaxpool.job.Written.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Finds the keys of one YAML text (version 1.2, core schema) and what was written for them.
 *
 * <p>Works on nodes, which know their line; no Java object is ever built from a tag.
 */
final class SpecYaml {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int DEEPEST = 20;

  private final String name;
  private final Mistakes mistakes;
  private final Map<SpecKey<?>, Written> found = new LinkedHashMap<>();

  private SpecYaml(String name, Mistakes mistakes) {
    this.name = name;
    this.mistakes = mistakes;
  }

  /**
   * Reads a spec.
   *
   * @param yaml the text
   * @param name of the file, for messages
   * @param mistakes takes what is wrong: the syntax, or keys that are unknown or given twice
   * @return the keys that were written, nulls included
   */
  static Map<SpecKey<?>, Written> read(String yaml, String name, Mistakes mistakes) {
    SpecYaml spec = new SpecYaml(name, mistakes);
    LoadSettings settings =
        LoadSettings.builder().setLabel(name).setSchema(new CoreSchema()).build();
    try {
      String text = yaml.startsWith(BYTE_ORDER_MARK) ? yaml.substring(1) : yaml;
      // A spec needs no aliases, and a few of them stand for a tree without end. Nodes are made by
      // recursion, which deep nesting would drive out of the stack.
      int depth = 0;
      for (Event event : new Parse(settings).parseString(text)) {
        depth += change(event.getEventId());
        if (depth > DEEPEST) {
          int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
          mistakes.add(
              new Place(line, name + ":" + line), "nested more than %d deep".formatted(DEEPEST));
          return spec.found;
        }
        if (event.getEventId() == Event.ID.Alias) {
          int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
          mistakes.add(new Place(line, name + ":" + line), "aliases are not read");
          return spec.found;
        }
      }
      new Compose(settings).composeString(text).ifPresent(root -> spec.section("", root));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      int line = mark.map(m -> m.getLine() + 1).orElse(1);
      int column = mark.map(m -> m.getColumn() + 1).orElse(1);
      mistakes.add(
          new Place(line, name + ":" + line + ":" + column),
          "not YAML: " + oneLine(e.getProblem() == null ? e.getContext() : e.getProblem()));
    } catch (YamlEngineException e) {
      mistakes.add(new Place(1, name + ":1"), "not YAML: " + oneLine(e.getMessage()));
    }
    return spec.found;
  }

  /** How much deeper an event leads. */
  private static int change(Event.ID id) {
    return switch (id) {
      case SequenceStart, MappingStart -> 1;
      case SequenceEnd, MappingEnd -> -1;
      default -> 0;
    };
  }

  private void section(String section, Node node) {
    if (node.getTag().equals(Tag.NULL)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      mistakes.add(
          place(node, section),
          written(node, place(node, section)).shown() + ": a map of keys to values is wanted");
      return;
    }
    List<String> seen = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      String last = text(entry.getKeyNode());
      String path = section.isEmpty() ? last : section + "." + last;
      Place place = place(entry.getKeyNode(), path);
      if (seen.contains(last)) {
        mistakes.add(place, "given twice");
        continue;
      }
      seen.add(last);
      Optional<SpecKey<?>> key =
          SpecKey.all().stream().filter(known -> known.path().equals(path)).findFirst();
      if (key.isPresent() && found.containsKey(key.get())) {
        mistakes.add(place, "given twice"); // once as section and name, once as a dotted key
      } else if (key.isPresent()) {
        found.put(key.get(), written(entry.getValueNode(), place));
      } else if (section.isEmpty() && !last.isEmpty() && SpecKey.SECTIONS.contains(last)) {
        section(last, entry.getValueNode());
      } else {
        mistakes.add(place, unknown(path));
      }
    }
  }

  /** What to say of a key that this version does not have. */
  static String unknown(String path) {
    List<String> known = SpecKey.all().stream().map(SpecKey::path).toList();
    String last = path.substring(path.lastIndexOf('.') + 1);
    // A right name in the wrong section is nearer than another name in this one.
    return "unknown key"
        + known.stream()
            .filter(key -> key.endsWith("." + last))
            .findFirst()
            .or(() -> NearestWord.of(path, known))
            .or(
                () ->
                    NearestWord.of(last, known.stream().map(SpecYaml::last).toList())
                        .flatMap(
                            near -> known.stream().filter(k -> last(k).equals(near)).findFirst()))
            .map(key -> ", did you mean " + key + "?")
            .orElse("");
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private Place place(Node node, String path) {
    int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    return new Place(line, name + ":" + line + (path.isEmpty() ? "" : ": " + path));
  }

  private static Written written(Node node, Place place) {
    if (node instanceof SequenceNode sequence) {
      return Written.list(
          sequence.getValue().stream().map(item -> written(item, place)).toList(), place);
    }
    if (node instanceof MappingNode mapping) {
      Map<String, Written> entries = new LinkedHashMap<>();
      for (NodeTuple entry : mapping.getValue()) {
        entries.put(text(entry.getKeyNode()), written(entry.getValueNode(), place));
      }
      return Written.map(entries, place);
    }
    return Written.scalar(kind(node.getTag()), text(node), place);
  }

  private static Kind kind(Tag tag) {
    if (tag.equals(Tag.NULL)) {
      return Kind.NULL;
    }
    if (tag.equals(Tag.INT)) {
      return Kind.INT;
    }
    if (tag.equals(Tag.FLOAT)) {
      return Kind.FLOAT;
    }
    return tag.equals(Tag.BOOL) ? Kind.BOOLEAN : Kind.STRING;
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : node.getNodeType().toString();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
