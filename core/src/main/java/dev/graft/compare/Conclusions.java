package dev.graft.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the measured numbers allow to be said, in sentences: which candidate was faster, which more
 * accurate and whether the test images suffice to say so, and when to pick which.
 */
public final class Conclusions {

  private static final String UNKNOWN =
      ", not counting features that an earlier command had computed";

  /** With fewer test images what cannot be told comes first. */
  private static final int FEW = 100;

  private Conclusions() {}

  /**
   * Who diverged; and three to six sentences about the others of a finished comparison, fewer where
   * there is less to say.
   */
  public static List<String> of(ComparisonRecord record) {
    List<Summary> rows = Divergence.without(record);
    var sentences = new ArrayList<String>(Divergence.sentences(record));
    if (!record.complete() || rows.size() < 2) {
      return sentences;
    }
    Optional<Recommendation> advice = Recommendation.of(record);
    fewImages(advice).ifPresent(sentences::add);
    // Epochs are no measure: that of a fitted head is all of it, and computes all features.
    List<Summary> timed = rows.stream().filter(Summary::hasKnownCost).toList();
    if (timed.size() > 1) {
      Summary fastest = best(timed, Comparator.comparingDouble(Summary::cost));
      sentences.add(speed(fastest, best(timed, Comparator.comparingDouble(row -> -row.cost()))));
    }
    advice.ifPresent(given -> say(sentences, given, rows));
    return sentences;
  }

  /**
   * What a few test images cannot show, to be read before anything else; empty where there are
   * {@value #FEW} or more, or nothing is recommended.
   */
  public static Optional<String> fewImages(ComparisonRecord record) {
    return fewImages(Recommendation.of(record));
  }

  private static Optional<String> fewImages(Optional<Recommendation> advice) {
    return advice
        .filter(given -> given.differences().get(0).images() < FEW)
        .map(given -> fewImages(given.differences().get(0).images(), given.threshold()));
  }

  private static String fewImages(int images, double threshold) {
    int least = McNemar.leastClear(threshold);
    return least > images
        ? format("Only %d test images: no difference can be told on so few.", images)
        : format(
            "Only %d test images: differences under about %.0f points cannot be told on so few.",
            images, 100.0 * least / images);
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
    if (percent(most).equals(percent(next))) {
      return level(most, next, difference);
    }
    String verdict =
        difference.isClear(threshold)
            ? "a difference that %d images can tell apart"
            : "no clear difference on %d images";
    return format(
        "More accurate: %s, %s of the test images right (95 %% interval %s),"
            + " ahead of %s with %s: "
            + verdict
            + " (by %.1f to %.1f points, 95 %%; exact McNemar p = %.2g).",
        most.label(),
        percent(most),
        interval(most, difference.images()),
        next.label(),
        percent(next),
        difference.images(),
        100 * difference.low(),
        100 * difference.high(),
        difference.p());
  }

  /** Nobody is ahead of what has the same figure. */
  private static String level(Summary one, Summary other, Difference difference) {
    String apart =
        difference.discordant() == 0
            ? "they get the same images right" // an interval without a width would claim more
            : format(
                "no difference on %d images (by %.1f to %.1f points, 95 %%)",
                difference.images(), 100 * difference.low(), 100 * difference.high());
    return format(
        "Most accurate: %s and %s alike, each with %s of the test images right (95 %% interval"
            + " %s): %s.",
        one.label(), other.label(), percent(one), interval(one, difference.images()), apart);
  }

  private static String percent(Summary row) {
    return format("%.1f %%", 100 * row.testAccuracy().orElseThrow());
  }

  private static String interval(Summary row, int images) {
    double right = row.testAccuracy().orElseThrow() * images;
    Interval interval = Interval.wilson((int) Math.round(right), images);
    return format("%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
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
                  + " pick %s to iterate quickly or on a weak machine.",
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
