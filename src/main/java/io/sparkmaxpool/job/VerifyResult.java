package io.sparkmaxpool.job;

import java.util.List;

/**
 * What a look at a table showed.
 *
 * @param lines what was looked at, for a person, line by line
 * @param faults what is wrong, one line each; none where the table is what its ledger says
 */
public record VerifyResult(List<String> lines, List<String> faults) {
  public VerifyResult {
    lines = List.copyOf(lines);
    faults = List.copyOf(faults);
  }
}
