package dev.graft.compare.advice;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Divergence;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whose model a finished comparison keeps.
 *
 * @param run the first seed's; empty where none is kept
 * @param reason why that one, or why none, in words that a sentence can end with
 */
public record Pick(Optional<RunRecord> run, String reason) {

  /** The recommended one; where nothing can be recommended, the only or most accurate one. */
  public static Pick of(ComparisonRecord record) {
    List<Summary> rows = Divergence.without(record);
    if (rows.isEmpty()) {
      return none("every " + record.kind() + " diverged");
    }
    if (rows.size() == 1) {
      return kept(rows.get(0), record.runs().size() == 1 ? "the only run" : "the only one left");
    }
    if (rows.stream().allMatch(row -> row.testAccuracy().isPresent())) {
      return Recommendation.of(record)
          .flatMap(Recommendation::pick)
          .map(label -> kept(Summary.named(rows, label), "the pick"))
          .orElseGet(() -> none("nothing was picked"));
    }
    if (rows.stream().allMatch(row -> row.validationAccuracy().isPresent())) {
      return kept(
          rows.stream()
              .max(Comparator.comparingDouble(row -> row.validationAccuracy().getAsDouble()))
              .orElseThrow(),
          "the most accurate on the validation images");
    }
    return none("without test and validation images nothing tells which is best");
  }

  private static Pick kept(Summary row, String reason) {
    return new Pick(Optional.of(row.runs().get(0)), reason);
  }

  private static Pick none(String reason) {
    return new Pick(Optional.empty(), reason);
  }
}
