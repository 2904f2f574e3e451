package io.sparkmaxpool.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a benchmark claims: medians, bars and the order of the turns. */
class SectionReportTest {
  private static final SectionReport REPORT =
      new SectionReport("cifar", "some records")
          .add(new Measured("pool", "records/s", List.of(3000.0, 1000.0, 2000.4)))
          .add(Bar.atLeast(0.5, "pool / sum", 0.5))
          .add(Bar.atLeast(10, "pool / obvious", 9.99))
          .add(Bar.atMost(8, "s", "warm", 8.001))
          .add(Bar.unmeasured(25, "pool / PyTorch"))
          .note("No PyTorch here.");

  @Test
  void theTableHasFiguresBarsAndVerdicts() {
    assertThat(REPORT.table().replaceAll(" +", " "))
        .isEqualTo(
            """

            cifar: some records
             median least most unit bar verdict
            pool 2,000 1,000 3,000 records/s
            pool / sum 0.500 >= 0.50 met
            pool / obvious 9.990 >= 10.00 MISSED
            warm 8.001 s <= 8.00 s MISSED
            pool / PyTorch - >= 25.00 not measured
             No PyTorch here.
            """);
  }

  @Test
  void jsonHasTheSameWithEveryTurn() throws Exception {
    assertThat(new ObjectMapper().writeValueAsString(REPORT.toMap()))
        .isEqualTo(
            "{\"title\":\"some records\","
                + "\"figures\":[{\"name\":\"pool\",\"unit\":\"records/s\",\"median\":2000,"
                + "\"values\":[3000,1000,2000]}],"
                + "\"bars\":["
                + "{\"figure\":\"pool / sum\",\"value\":0.5,\"bar\":\">= 0.50\","
                + "\"verdict\":\"met\"},"
                + "{\"figure\":\"pool / obvious\",\"value\":9.99,\"bar\":\">= 10.00\","
                + "\"verdict\":\"MISSED\"},"
                + "{\"figure\":\"warm\",\"value\":8.001,\"bar\":\"<= 8.00 s\","
                + "\"verdict\":\"MISSED\"},"
                + "{\"figure\":\"pool / PyTorch\",\"value\":null,\"bar\":\">= 25.00\","
                + "\"verdict\":\"not measured\"}],"
                + "\"notes\":[\"No PyTorch here.\"]}");
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(new Measured("even", "s", List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
    assertThatThrownBy(() -> new Measured("none", "s", List.of()))
        .hasMessage("none: no value was measured");
  }

  @Test
  void contendersTakeTurnsAndWarmUpsDoNotCount() throws Exception {
    List<String> turns = new ArrayList<>();
    Contest contest =
        Contest.of(
            "items/s", Effort.FULL, 2, List.of(counting("one", turns), counting("two", turns)));

    assertThat(turns).containsExactly("one", "two", "one", "two", "one", "two", "one", "two");
    assertThat(contest.find("one").orElseThrow().values()).containsExactly(5.0, 7.0);
    assertThat(contest.find("two").orElseThrow().values()).containsExactly(6.0, 8.0);
    assertThat(contest.atLeast(1, "two", "one").value()).hasValue(7.0 / 6);
    assertThat(contest.find("three")).isEmpty();
  }

  @Test
  void aTurnRepeatsShortWorkAndLeavesTheResetOutsideTheClock() throws Exception {
    int[] runs = new int[2];
    Contender work =
        Contender.repeating(
            "sleeps",
            10,
            () -> {
              runs[0]++;
              Thread.sleep(100);
            },
            () -> {
              runs[1]++;
              Thread.sleep(10);
            });

    double rate = work.turn(0.02);

    assertThat(runs[0]).isEqualTo(runs[1]).isBetween(1, 2);
    // 10 items in little more than 10 ms; with the reset it would be over 110.
    assertThat(rate).isBetween(100.0, 1000.0);
  }

  /** The rate of each turn is how many turns there were, of all contenders. */
  private static Contender counting(String name, List<String> turns) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public double turn(double seconds) {
        turns.add(name);
        return turns.size();
      }
    };
  }
}
