package io.sparkmaxpool.preview;

import java.util.List;
import java.util.Map;

/** What a page says in words: what the table is, what could not be pooled, what ran. */
final class SheetText {
  /** Characters of a name or a key. */
  static final int SHORT = 80;

  private static final int LONG = 400;

  private final Html html;
  private final TableFacts facts;

  SheetText(Html html, TableFacts facts) {
    this.html = html;
    this.facts = facts;
  }

  /** What a class is called. */
  static String name(TableFacts.ClassOf of) {
    return of.label().map(label -> Texts.cut(label, SHORT)).orElse("without a class");
  }

  void header(String name) {
    html.open("header").line();
    html.element("p", "Preview of a pooled table", "class", "kind").line();
    html.open("h1").element("bdi", Texts.cut(name, SHORT)).close().line();
    html.open("p").element("code", facts.operation()).close().line();
    html.open("ul", "class", "chips");
    html.element("li", Texts.count(facts.records(), "record"));
    long classes = facts.classes().stream().filter(of -> of.label().isPresent()).count();
    html.element("li", classes == 0 ? "no classes" : Texts.count(classes, "class"));
    html.element(
        "li",
        Texts.count(facts.bad().total(), "bad record"),
        "class",
        facts.bad().total() == 0 ? "good" : "bad");
    html.close().line().close().line();
  }

  void badRecords() {
    html.open("section").line().element("h2", "Bad records").line();
    List<TableFacts.Bad> some = facts.bad().some();
    List<TableFacts.Bad> shown =
        some.subList(0, Math.min(ContactSheet.MOST_BAD_RECORDS, some.size()));
    long total = facts.bad().total();
    html.element(
            "p",
            total == 0
                ? "None: every record was pooled."
                : shown.isEmpty()
                    ? "%s could not be pooled; their reasons were not kept."
                        .formatted(Texts.count(total, "record"))
                    : shown.size() < total
                        ? "%s could not be pooled; all are in _bad_records. The first %d:"
                            .formatted(Texts.count(total, "record"), shown.size())
                        : "%s could not be pooled:".formatted(Texts.count(total, "record")),
            "class",
            "lead")
        .line();
    if (!shown.isEmpty()) {
      html.open("ul", "class", "faults").line();
      for (TableFacts.Bad bad : shown) {
        html.open("li").element("bdi", Texts.cut(bad.key(), SHORT), "class", "key");
        html.element("span", bad.reason(), "class", "reason");
        html.element("p", Texts.cut(bad.message(), LONG)).close().line();
      }
      html.close().line();
    }
    html.close().line();
  }

  void run() {
    html.open("section").line().element("h2", "The run").line();
    html.open("div", "class", "run").line();
    list("Parameters", facts.parameters());
    list("Figures", facts.figures());
    html.close().line().close().line();
  }

  private void list(String name, Map<String, String> entries) {
    html.open("div").element("h3", name).line().open("dl").line();
    entries.forEach(
        (key, value) ->
            html.open("div")
                .element("dt", key)
                .element("dd", Texts.cut(value, LONG))
                .close()
                .line());
    html.close().close().line();
  }
}
