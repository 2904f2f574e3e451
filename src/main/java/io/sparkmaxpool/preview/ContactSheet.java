package io.sparkmaxpool.preview;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A page of HTML that shows a table: some records of each class, input beside output, how the
 * pooled values are distributed, what could not be pooled, and what ran. It holds all it needs,
 * runs no script, asks for nothing over a network, and stays below {@link #LARGEST_PAGE} whatever
 * the tensors are: pictures are scaled down until it does. Equal records make equal bytes.
 *
 * <pre>{@code
 * ContactSheet sheet = new ContactSheet(facts, OptionalInt.empty());
 * sheet.add(new PreviewRecord("cat/1.png", Optional.of("cat"), image.shape(), image, pooled));
 * Files.write(Path.of("index.html"), sheet.html());
 * }</pre>
 *
 * <p>A record is drawn when it is added, and its tensors are not kept. Not safe for use by several
 * threads.
 */
public final class ContactSheet {
  /** The most bytes a page has. */
  public static final int LARGEST_PAGE = 2_000_000;

  /** The most records a page has room for. */
  public static final int MOST_RECORDS = 256;

  /** The most bad records a page shows. */
  public static final int MOST_BAD_RECORDS = 20;

  /** The most rows and columns of a picture, tried from the largest on. */
  private static final int[] SIDES = {128, 112, 96, 80, 64, 56, 48, 40, 32, 24, 16, 8};

  private static final String GENERATOR = "spark-maxpool preview";
  private static final String CSS = css();

  private final TableFacts facts;
  private final OptionalInt columns;
  private final Map<Optional<String>, List<DrawnRecord>> groups = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private int records;

  /**
   * A sheet without a record.
   *
   * @param columns the most pairs beside each other, where there is to be a limit but the window's
   */
  public ContactSheet(TableFacts facts, OptionalInt columns) {
    this.facts = facts;
    this.columns = columns;
    facts.classes().forEach(of -> groups.put(of.label(), new ArrayList<>()));
  }

  /** Whether these are the first bytes of a page that this class wrote; 512 are enough. */
  public static boolean isSheet(byte[] start) {
    return new String(start, StandardCharsets.UTF_8).contains('"' + GENERATOR + '"');
  }

  /**
   * Adds a record behind the others of its class.
   *
   * @throws IllegalStateException if there are {@link #MOST_RECORDS} already
   */
  public void add(PreviewRecord record) {
    if (records == MOST_RECORDS) {
      throw new IllegalStateException("a sheet has room for %d records".formatted(MOST_RECORDS));
    }
    groups
        .computeIfAbsent(record.label(), label -> new ArrayList<>())
        .add(DrawnRecord.of(record, SIDES[0]));
    records++;
  }

  /** Adds a sentence that stands above the pictures. */
  public void note(String sentence) {
    notes.add(sentence);
  }

  /** The page, in UTF-8; it can be read as XML, too. */
  public byte[] html() {
    byte[] page = {};
    double most = SIDES[0];
    for (int side : SIDES) {
      // Pixels take no fewer bytes where there are fewer: larger pictures than that need no trial.
      if (side <= most || side == SIDES[SIDES.length - 1]) {
        page = html(side);
        if (page.length <= LARGEST_PAGE) {
          return page;
        }
        most = side * Math.sqrt((double) LARGEST_PAGE / page.length);
      }
    }
    throw new IllegalStateException(
        "the page has %d bytes: at most %d are wanted".formatted(page.length, LARGEST_PAGE));
  }

  private byte[] html(int side) {
    String name = facts.table().substring(facts.table().lastIndexOf('/') + 1);
    Html html = new Html().doctype();
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").line();
    html.open("head").line();
    html.empty("meta", "charset", "utf-8").line();
    html.empty("meta", "name", "generator", "content", GENERATOR).line();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    html.empty("meta", "name", "color-scheme", "content", "light dark").line();
    html.empty(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .line();
    html.element("title", "Preview of " + Texts.cut(name, SheetText.SHORT)).line();
    html.style(CSS).line().close().line();
    html.open("body").open("main").line();
    SheetText text = new SheetText(html, facts);
    text.header(name);
    pictures(html, side);
    values(html);
    text.badRecords();
    text.run();
    return html.close().close().line().close().line().bytes();
  }

  private List<DrawnRecord> drawn() {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private void pictures(Html html, int side) {
    html.open("section").line().element("h2", "Input and output").line();
    html.open("p", "class", "lead");
    html.text(
        records < facts.records()
            ? "%d of %s, of each class the first in the order of files. "
                .formatted(records, Texts.count(facts.records(), "record"))
            : "All records. ");
    html.text(
        "Left the input, right the output; point at a pair, or tap it, for shape and values.");
    html.close().line();
    List<String> sentences = new ArrayList<>(notes);
    sentences.addAll(DrawingRules.of(drawn(), side));
    if (!sentences.isEmpty()) {
      html.open("ul", "class", "notes");
      sentences.forEach(sentence -> html.element("li", sentence));
      html.close().line();
    }
    for (TableFacts.ClassOf of : facts.classes()) {
      List<DrawnRecord> shown = groups.get(of.label());
      if (!shown.isEmpty()) {
        group(html, of, shown, side);
      }
    }
    html.close().line();
  }

  private void group(Html html, TableFacts.ClassOf of, List<DrawnRecord> shown, int side) {
    html.open("h3").element("bdi", SheetText.name(of));
    html.element(
        "span",
        "%d of %s".formatted(shown.size(), Texts.count(of.records(), "record")),
        "class",
        "count");
    html.close().line();
    String style = columns.isPresent() ? "--columns: " + columns.getAsInt() : "";
    html.open("ul", "class", "pairs", "style", style).line();
    for (DrawnRecord record : shown) {
      html.open("li");
      PairFigure.write(html, record, side);
      html.close().line();
    }
    html.close().line();
  }

  private void values(Html html) {
    html.open("section").line().element("h2", "Pooled values").line();
    html.element(
            "p",
            "Of the records shown, class by class; what is not finite is left out. All charts have the same range.",
            "class",
            "lead")
        .line();
    ValueCharts.write(html, facts.classes(), groups);
    html.close().line();
  }

  private static String css() {
    try (InputStream resource = ContactSheet.class.getResourceAsStream("preview.css")) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
