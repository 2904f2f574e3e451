package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.preview.TableFacts.Bad;
import io.sparkmaxpool.preview.TableFacts.BadRecords;
import io.sparkmaxpool.preview.TableFacts.ClassOf;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
  private static final BadRecords NO_BAD = new BadRecords(0, List.of());

  private static TableFacts facts(List<ClassOf> classes, BadRecords bad) {
    return new TableFacts(
        "out/a <table>", "MaxPool2d(2)", classes, bad, Map.of("a", "b"), Map.of());
  }

  private static Tensor noise(int channels, int side, long seed) {
    byte[] data = new byte[channels * side * side];
    new Random(seed).nextBytes(data);
    return Tensor.of(DType.UINT8, Shape.of(channels, side, side), data);
  }

  private static PreviewRecord record(String key, Optional<String> label, Tensor input) {
    return new PreviewRecord(key, label, input.shape(), input, noise(3, 4, key.hashCode()));
  }

  @Test
  void staysBelowItsSizeWithTheWorstThatThereCanBe() {
    // Noise cannot be compressed; every character of the names becomes six.
    String awkward = "\"".repeat(5000);
    List<ClassOf> classes =
        IntStream.range(0, ContactSheet.MOST_RECORDS)
            .mapToObj(i -> new ClassOf(Optional.of(i + awkward), 1))
            .toList();
    ContactSheet sheet =
        new ContactSheet(
            facts(
                classes,
                new BadRecords(900, Collections.nCopies(100, new Bad(awkward, "x", awkward)))),
            OptionalInt.of(2));
    Tensor input = noise(64, 200, 3);
    Tensor output = noise(64, 150, 4);
    for (ClassOf of : classes) {
      sheet.add(new PreviewRecord(awkward, of.label(), input.shape(), input, output));
    }

    byte[] page = sheet.html();

    assertThat(page.length).isBetween(500_000, ContactSheet.LARGEST_PAGE);
    SheetXml xml = SheetXml.of(page);
    assertThat(xml.texts("//h:img")).hasSize(ContactSheet.MOST_RECORDS * 8);
    assertThat(xml.texts("//h:ul[@class='faults']/h:li")).hasSize(ContactSheet.MOST_BAD_RECORDS);
    assertThatThrownBy(() -> sheet.add(record("k", Optional.empty(), noise(3, 8, 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a sheet has room for 256 records");
  }

  @Test
  void picturesAreAsLargeAsThereIsRoom() throws Exception {
    for (int records : new int[] {1, 100}) {
      ContactSheet sheet =
          new ContactSheet(
              facts(List.of(new ClassOf(Optional.empty(), 500)), NO_BAD), OptionalInt.empty());
      for (int i = 0; i < records; i++) {
        sheet.add(record("a" + i, Optional.empty(), noise(3, 300, i)));
      }
      SheetXml xml = SheetXml.of(sheet.html());
      int side = records == 1 ? 128 : 64;
      assertThat(xml.pixels().get(0).length).isEqualTo(side * side);
      assertThat(xml.texts("//h:ul[@class='notes']/h:li"))
          .containsExactly(
              "Pictures of more than %1$d × %1$d pixels are scaled down.".formatted(side));
      assertThat(xml.texts("//h:img[1]/@class")).containsOnly(side == 128 ? "many" : "few", "few");
    }
  }

  @Test
  void keysAreTextWhateverIsInThem() {
    String key = "<script>alert('\"&')</script> \u202E\u0007\uD83D\uDC31";
    ContactSheet sheet =
        new ContactSheet(
            facts(
                List.of(new ClassOf(Optional.of("<i>"), 2)),
                new BadRecords(1, List.of(new Bad("<b>", "read: corrupt", "a & b")))),
            OptionalInt.empty());
    sheet.add(record(key, Optional.of("<i>"), noise(1, 2, 1)));

    byte[] page = sheet.html();

    assertThat(new String(page, StandardCharsets.UTF_8)).doesNotContain("<script", "<i>", "<b><");
    SheetXml xml = SheetXml.of(page);
    assertThat(xml.texts("//h:bdi[@class='whole']"))
        .containsExactly(key.replace('\u0007', '\uFFFD'));
    assertThat(xml.texts("//h:h1")).containsExactly("a <table>");
    assertThat(xml.texts("//h:ul[@class='faults']/h:li")).containsExactly("<b>read: corrupta & b");
    assertThat(xml.texts("//h:ul[@class='chips']/h:li"))
        .containsExactly("2 records", "1 class", "1 bad record");
  }

  @Test
  void asksForNothingAndIsTheSameEveryTime() {
    byte[] once = small();
    assertThat(small()).isEqualTo(once);
    String text = new String(once, StandardCharsets.UTF_8);
    assertThat(text.replaceAll("xmlns=\"[^\"]*\"", ""))
        .doesNotContain("http:", "https:", "@import", "url(");
    assertThat(text).contains("default-src 'none'".replace("'", "&#39;"));
    assertThat(ContactSheet.isSheet(Arrays.copyOf(once, 512))).isTrue();
    assertThat(ContactSheet.isSheet("<!DOCTYPE html><p>years</p>".getBytes(StandardCharsets.UTF_8)))
        .isFalse();
  }

  private static byte[] small() {
    ContactSheet sheet =
        new ContactSheet(
            facts(
                List.of(new ClassOf(Optional.of("b"), 1), new ClassOf(Optional.empty(), 1)),
                NO_BAD),
            OptionalInt.empty());
    sheet.add(record("2", Optional.empty(), noise(3, 8, 2)));
    sheet.add(record("1", Optional.of("b"), noise(3, 8, 1)));
    sheet.note("A note.");
    return sheet.html();
  }

  @Test
  void showsClassesInTheirOrderWithTheirValues() {
    SheetXml xml = SheetXml.of(small());
    assertThat(xml.texts("//h:bdi[@class='key']")).containsExactly("1", "2");
    assertThat(xml.texts("//h:ul[@class='notes']/h:li")).containsExactly("A note.");
    assertThat(xml.texts("//h:ul[@class='charts']//h:p[@class='name']"))
        .containsExactly("b", "without a class");
    assertThat(xml.texts("//h:p[@class='lead']")).first().asString().startsWith("All records. ");
  }

  @Test
  void aTableWithoutFiniteValuesHasNoCharts() {
    ContactSheet sheet =
        new ContactSheet(
            facts(List.of(new ClassOf(Optional.empty(), 1)), NO_BAD), OptionalInt.empty());
    sheet.add(
        new PreviewRecord(
            "k",
            Optional.empty(),
            Shape.of(1, 2, 2),
            null,
            Tensor.of(Shape.of(1, 1, 1), Float.NEGATIVE_INFINITY)));

    SheetXml xml = SheetXml.of(sheet.html());
    assertThat(xml.texts("//h:section[2]/h:p[2]"))
        .containsExactly("There is no finite value among them.");
    assertThat(xml.texts("//h:span[@class='line']"))
        .containsExactly("in 1 × 2 × 2, not there any more", "out 1 × 1 × 1 float32, 1 infinite");
  }
}
