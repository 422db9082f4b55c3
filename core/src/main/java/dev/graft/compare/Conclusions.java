package dev.graft.compare;

import dev.graft.train.RunRecord;
import dev.graft.train.Strategy;
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

  private static final double SIGNIFICANT = 0.05;

  private Conclusions() {}

  /** Three or four sentences about a finished comparison; fewer where there is less to say. */
  public static List<String> of(ComparisonRecord record) {
    List<Summary> rows = Summary.of(record.runs());
    if (!record.complete() || rows.size() < 2) {
      return List.of();
    }
    var sentences = new ArrayList<String>();
    Summary fastest = best(rows, Comparator.comparingDouble(Summary::secondsPerEpoch));
    // Who found features that another candidate had computed was not faster by itself.
    List<Summary> timed = rows.stream().filter(row -> !row.foundFeatures()).toList();
    if (timed.size() > 1) {
      fastest = best(timed, Comparator.comparingDouble(Summary::secondsPerEpoch));
      sentences.add(
          speed(fastest, best(timed, Comparator.comparingDouble(row -> -row.secondsPerEpoch()))));
    }
    if (rows.stream().allMatch(row -> row.testAccuracy().isPresent())) {
      Summary most = best(rows, Comparator.comparingDouble(Conclusions::loss));
      Summary next =
          best(
              rows.stream().filter(row -> !row.equals(most)).toList(),
              Comparator.comparingDouble(Conclusions::loss));
      boolean clear = differ(most, next) < SIGNIFICANT;
      sentences.add(accuracy(most, next, clear));
      sentences.add(pick(rows, most, fastest, quick(timed).orElse(fastest)));
    }
    return sentences;
  }

  /**
   * The fastest that anybody would want for being fast: random weights are there to compare with.
   */
  private static Optional<Summary> quick(List<Summary> timed) {
    return timed.stream()
        .filter(row -> row.runs().get(0).strategy().start() == Strategy.Start.PRETRAINED)
        .min(Comparator.comparingDouble(Summary::secondsPerEpoch));
  }

  private static Summary best(List<Summary> rows, Comparator<Summary> order) {
    return rows.stream().min(order).orElseThrow();
  }

  private static double loss(Summary row) {
    return -row.testAccuracy().orElseThrow();
  }

  private static String speed(Summary fastest, Summary slowest) {
    return format(
        "Faster: %s, %s an epoch with %s trainable parameters; %s took %s (%.1f times as long).",
        fastest.label(),
        seconds(fastest),
        count(fastest),
        slowest.label(),
        seconds(slowest),
        slowest.secondsPerEpoch() / fastest.secondsPerEpoch());
  }

  private static String accuracy(Summary most, Summary next, boolean clear) {
    int total = most.tests().get(0).total();
    double share = most.testAccuracy().orElseThrow();
    Interval interval = Interval.wilson((int) Math.round(share * total), total);
    String verdict =
        clear
            ? "a difference that %d images can tell apart (exact McNemar p = %.2g)"
            : "no clear difference on %d images (exact McNemar p = %.2g)";
    return format(
        "More accurate: %s, %.1f %% of the test images right (95 %% interval %.1f to %.1f),"
            + " ahead of %s with %.1f %%: "
            + verdict
            + ".",
        most.label(),
        100 * share,
        100 * interval.low(),
        100 * interval.high(),
        next.label(),
        100 * next.testAccuracy().orElseThrow(),
        total,
        differ(most, next));
  }

  private static String pick(List<Summary> rows, Summary most, Summary fastest, Summary quick) {
    List<Summary> equals =
        rows.stream().filter(row -> row.equals(most) || differ(most, row) >= SIGNIFICANT).toList();
    if (equals.size() > 1) {
      Summary cheapest = best(equals, Comparator.comparingDouble(Summary::totalSeconds));
      return format(
          "Pick %s: the cheapest of the %d that these images cannot tell from the best; more"
              + " test images would settle it.",
          cheapest.label(), equals.size());
    }
    if (most.equals(fastest)) {
      return format("Pick %s: nothing here was faster or more accurate.", most.label());
    }
    if (most.equals(quick)) {
      return format(
          "Pick %s: the most accurate, and only training from random weights was faster.",
          most.label());
    }
    return format(
        "Pick %s when accuracy counts: it gains %.1f points for %.1f times the time;"
            + " pick %s to iterate quickly, with few images, or on a weak machine.",
        most.label(),
        100 * (most.testAccuracy().orElseThrow() - quick.testAccuracy().orElseThrow()),
        most.totalSeconds() / quick.totalSeconds(),
        quick.label());
  }

  /**
   * McNemar's p of the two candidates on the same images; with several seeds the median over the
   * pairs of runs that share a seed, since one image does not become several by being seen again.
   */
  private static double differ(Summary a, Summary b) {
    double[] p =
        a.runs().stream()
            .flatMap(run -> b.withSeed(run.seed()).map(other -> pair(run, other)).stream())
            .mapToDouble(McNemar::exactP)
            .sorted()
            .toArray();
    return (p[(p.length - 1) / 2] + p[p.length / 2]) / 2;
  }

  private static McNemar pair(RunRecord a, RunRecord b) {
    return McNemar.of(a.test().orElseThrow(), b.test().orElseThrow());
  }

  private static String seconds(Summary row) {
    return format("%.1f s", row.secondsPerEpoch());
  }

  private static String count(Summary row) {
    return format("%,d", row.trainableParameters());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
