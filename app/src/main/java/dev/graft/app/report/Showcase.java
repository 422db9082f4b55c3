package dev.graft.app.report;

import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Summary;
import dev.graft.train.Evaluation;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which test images are worth a look, by their indices in the split. */
public final class Showcase {

  /** Of a kind. */
  private static final int MOST = 12;

  private Showcase() {}

  /** Those taken for another class with the highest probability, worst first. */
  public static List<Integer> mistakes(Evaluation test) {
    return IntStream.range(0, test.confidences().size())
        .boxed()
        .filter(i -> !test.isRight(i))
        .sorted(Comparator.comparingDouble(i -> -test.confidences().get(i)))
        .limit(MOST)
        .toList();
  }

  /** Those told, rightly or not, with the lowest probability, least certain first. */
  public static List<Integer> uncertain(Evaluation test) {
    return IntStream.range(0, test.confidences().size())
        .boxed()
        .sorted(Comparator.comparingDouble(test.confidences()::get))
        .limit(MOST)
        .toList();
  }

  /** All of both that a report of {@code record} may show: each strategy's, of its first seed. */
  public static Set<Integer> of(ComparisonRecord record) {
    var shown = new TreeSet<Integer>();
    for (Summary row : Summary.of(record.runs())) {
      row.tests().stream()
          .findFirst()
          .ifPresent(
              test -> {
                shown.addAll(mistakes(test));
                shown.addAll(uncertain(test));
              });
    }
    return shown;
  }
}
