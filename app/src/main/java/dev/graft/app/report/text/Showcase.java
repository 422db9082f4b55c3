package dev.graft.app.report.text;

import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  /**
   * All of both that a report of {@code record} may show, by each strategy's first seed. Those of
   * the strategy whose details are shown come first, then all others' rank by rank, so that whoever
   * takes the first so many leaves out the least telling ones of each.
   */
  public static Set<Integer> of(ComparisonRecord record) {
    List<Summary> tested =
        Summary.of(record.runs()).stream().filter(row -> !row.tests().isEmpty()).toList();
    var shown = new LinkedHashSet<Integer>();
    first(record, tested).ifPresent(row -> kinds(row).forEach(shown::addAll));
    List<List<Integer>> all = tested.stream().flatMap(Showcase::kinds).toList();
    for (int rank = 0; rank < MOST; rank++) {
      for (List<Integer> kind : all) {
        if (rank < kind.size()) {
          shown.add(kind.get(rank));
        }
      }
    }
    return shown;
  }

  /** The pick, or the most accurate where there is none. */
  private static Optional<Summary> first(ComparisonRecord record, List<Summary> tested) {
    Optional<String> pick = Recommendation.of(record).flatMap(Recommendation::pick);
    return tested.stream()
        .filter(row -> pick.isEmpty() || pick.get().equals(row.label()))
        .max(Comparator.comparingDouble(row -> row.testAccuracy().orElse(0)));
  }

  private static Stream<List<Integer>> kinds(Summary row) {
    Evaluation test = row.tests().get(0);
    return Stream.of(mistakes(test), uncertain(test));
  }
}
