package dev.graft.app.report.html;

import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Conclusions;
import dev.graft.compare.Summary;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a report is about.
 *
 * @param rows of the table, one a strategy
 * @param sentences that follow from them, that of the pick and {@code few} left out
 * @param pick the strategy that they name, if they do
 * @param why the sentence that does
 * @param few the one about few test images, if they are few
 * @param shown the strategy whose details are shown: the pick, or else the most accurate; empty
 *     before the first run
 */
record Focus(
    List<Summary> rows,
    List<String> sentences,
    Optional<Summary> pick,
    String why,
    Optional<String> few,
    Optional<Summary> shown) {

  private static final String PICK = "Pick ";

  static Focus of(ComparisonRecord record) {
    List<Summary> rows = Summary.of(record.runs());
    List<String> all = Conclusions.of(record);
    Optional<String> few = Conclusions.fewImages(record);
    String why = all.stream().filter(s -> s.startsWith(PICK)).findFirst().orElse("");
    Optional<Summary> pick =
        rows.stream()
            .filter(row -> why.matches("(?s)Pick \\Q" + row.label() + "\\E[: ].*"))
            .max(Comparator.comparingInt(row -> row.label().length()));
    return new Focus(
        rows,
        all.stream().filter(s -> !s.startsWith(PICK) && !few.equals(Optional.of(s))).toList(),
        pick,
        why,
        few,
        pick.or(
            () -> rows.stream().max(Comparator.comparingDouble(row -> accuracy(row).orElse(0)))));
  }

  /** On the test images; on the watched ones where there are no test images. */
  static OptionalDouble accuracy(Summary row) {
    return row.testAccuracy().isPresent() ? row.testAccuracy() : row.validationAccuracy();
  }

  /** The look of a strategy, the same in every chart. */
  Look look(Summary row) {
    return Look.of(rows.indexOf(row));
  }
}
