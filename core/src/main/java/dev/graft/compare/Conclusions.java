package dev.graft.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the measured numbers allow to be said, in sentences: which candidate was faster, which more
 * accurate and whether the test images suffice to say so, and when to pick which.
 */
public final class Conclusions {

  private static final String UNKNOWN =
      ", not counting features that an earlier command had computed";

  private Conclusions() {}

  /**
   * Who diverged; and three or four sentences about the others of a finished comparison, fewer
   * where there is less to say.
   */
  public static List<String> of(ComparisonRecord record) {
    List<Summary> rows = Divergence.without(record);
    var sentences = new ArrayList<String>(Divergence.sentences(record));
    if (!record.complete() || rows.size() < 2) {
      return sentences;
    }
    // Epochs are no measure: that of a fitted head is all of it, and computes all features.
    List<Summary> timed = rows.stream().filter(Summary::hasKnownCost).toList();
    if (timed.size() > 1) {
      Summary fastest = best(timed, Comparator.comparingDouble(Summary::cost));
      sentences.add(speed(fastest, best(timed, Comparator.comparingDouble(row -> -row.cost()))));
    }
    Recommendation.of(record).ifPresent(advice -> say(sentences, advice, rows));
    return sentences;
  }

  private static void say(List<String> sentences, Recommendation advice, List<Summary> rows) {
    Summary most = named(rows, advice.most());
    Difference next =
        advice.differences().stream()
            .min(Comparator.comparingDouble(Difference::accuracy))
            .orElseThrow();
    sentences.add(accuracy(most, named(rows, next.second()), next, advice.threshold()));
    sentences.add(pick(advice, rows));
    if (!advice.fit().isEmpty()) {
      sentences.add(advice.fit());
    }
    if (!advice.changes().isEmpty()) {
      sentences.add("What would change this: " + String.join("; ", advice.changes()) + ".");
    }
  }

  private static Summary named(List<Summary> rows, String label) {
    return rows.stream().filter(row -> row.label().equals(label)).findFirst().orElseThrow();
  }

  private static Summary best(List<Summary> rows, Comparator<Summary> order) {
    return rows.stream().min(order).orElseThrow();
  }

  private static String speed(Summary fastest, Summary slowest) {
    return format(
        "Faster: %s, %s with %s trainable parameters; %s took %s (%.1f times as long).",
        fastest.label(),
        seconds(fastest),
        count(fastest),
        slowest.label(),
        seconds(slowest),
        slowest.cost() / fastest.cost());
  }

  private static String accuracy(
      Summary most, Summary next, Difference difference, double threshold) {
    int total = difference.images();
    double share = most.testAccuracy().orElseThrow();
    Interval interval = Interval.wilson((int) Math.round(share * total), total);
    String verdict =
        difference.isClear(threshold)
            ? "a difference that %d images can tell apart"
            : "no clear difference on %d images";
    return format(
        "More accurate: %s, %.1f %% of the test images right (95 %% interval %.1f to %.1f),"
            + " ahead of %s with %.1f %%: "
            + verdict
            + " (by %.1f to %.1f points, 95 %%; exact McNemar p = %.2g).",
        most.label(),
        100 * share,
        100 * interval.low(),
        100 * interval.high(),
        next.label(),
        100 * next.testAccuracy().orElseThrow(),
        total,
        100 * difference.low(),
        100 * difference.high(),
        difference.p());
  }

  private static String pick(Recommendation advice, List<Summary> rows) {
    Summary pick = named(rows, advice.pick());
    Summary other = named(rows, advice.runnerUp());
    return switch (advice.kind()) {
      case TIE ->
          format(
              "Pick %s: the cheapest of the %d that these images cannot tell from the best; more"
                  + " test images would settle it.",
              pick.label(), advice.equals().size());
      case BEST_AND_CHEAPEST ->
          format("Pick %s: nothing here was faster or more accurate.", pick.label());
      case BEST_BUT_FOR_RANDOM ->
          format(
              "Pick %s: the most accurate, and only training from random weights was faster.",
              pick.label());
      case TRADE_OFF ->
          format(
              "Pick %s when accuracy counts: it gains %.1f points for %.1f times the time%s;"
                  + " pick %s to iterate quickly, with few images, or on a weak machine.",
              pick.label(),
              100 * (pick.testAccuracy().orElseThrow() - other.testAccuracy().orElseThrow()),
              pick.cost() / other.cost(),
              pick.hasKnownCost() == other.hasKnownCost() ? "" : UNKNOWN,
              other.label());
    };
  }

  private static String seconds(Summary row) {
    String found =
        row.foundSeconds() > 0
            ? format(" (%.1f s of them for features that it found)", row.foundSeconds())
            : "";
    return format("%.1f s", row.cost()) + found;
  }

  private static String count(Summary row) {
    return format("%,d", row.trainableParameters());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
