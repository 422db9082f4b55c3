package dev.graft.compare;

import dev.graft.compare.Contrast.Verdict;
import dev.graft.train.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The sentence that names the pick and the pair that decided, and says how sure it is. */
final class PickSentence {

  private final Recommendation advice;
  private final List<Summary> rows;
  private final ComparisonRecord record;
  private final Metric metric;

  PickSentence(Recommendation advice, List<Summary> rows, ComparisonRecord record) {
    this.advice = advice;
    this.rows = rows;
    this.record = record;
    this.metric = record.settings().metric();
  }

  String text() {
    return switch (advice.kind()) {
      case NOTHING_LEARNT -> nothing();
      case ONLY_ONE ->
          format(
              "Pick %s: it is the only one that these images show to have learnt anything.",
              pick());
      case BEST_AND_CHEAPEST, TRADE_OFF -> best();
      case EQUAL_ENOUGH -> equal();
      case WORTH_THE_TIME -> worth();
      case NOT_SETTLED -> open();
    };
  }

  private String nothing() {
    Baseline baseline = strongest(advice);
    Summary highest =
        rows.stream()
            .max(Comparator.comparingDouble(row -> row.test(metric).orElseThrow()))
            .orElseThrow();
    String hint =
        metric == Metric.ACCURACY && record.hasUnequalClasses()
            ? " Classes are unequal: --metric balanced counts each class alike."
            : "";
    return format(
        "No pick: these images do not show that anything was learnt. No strategy is shown to beat %s"
            + " (%s %s): the highest is %s with %s.%s",
        baseline.name(),
        metric.phrase(),
        percent(baseline.value()),
        highest.label(),
        percent(highest.test(metric).orElseThrow()),
        hint);
  }

  private String best() {
    Difference next = advice.decisive().orElseThrow().difference();
    return format(
        "Pick %s: it differs from all others beyond chance (from %s by %s).%s",
        pick(), next.second(), points(next), cheaper());
  }

  /** What gives up accuracy for time, where somebody might want that. */
  private String cheaper() {
    Summary own = named(pick());
    Optional<Summary> cheapest =
        rows.stream()
            .filter(
                row -> !row.isRandom() && advice.unlearnt().stream().noneMatch(row.label()::equals))
            .min(Comparator.comparingDouble(Summary::cost));
    if (cheapest.isEmpty() || cheapest.get().equals(own)) {
      return "";
    }
    Summary other = cheapest.get();
    return format(
        " It took %s; %s took %s%s and has %s %s.",
        time(own.cost()),
        other.label(),
        time(other.cost()),
        Conclusions.unknown(own, other),
        metric.phrase(),
        percent(other.test(metric).orElseThrow()));
  }

  private String equal() {
    Contrast decided = advice.decisive().orElseThrow();
    Difference d = decided.difference();
    boolean cheaper = !advice.pick().equals(advice.best());
    return cheaper
        ? format(
            "Pick %s: it is as good as %s within %s (%s has %s), and takes %s instead of %s%s.",
            pick(),
            d.first(),
            margin(),
            d.first(),
            gain(d),
            time(named(pick()).cost()),
            time(named(d.first()).cost()),
            Conclusions.unknown(named(pick()), named(d.first())))
        : format(
            "Pick %s: it was measured best, and %s is as good within %s (%s); their times do not"
                + " differ enough to matter.",
            pick(), d.second(), margin(), points(d));
  }

  private String worth() {
    Difference d = advice.decisive().orElseThrow().difference();
    return format(
        "Pick %s: %s has %s, which these images %s, and it takes %s instead of %s%s%s.",
        pick(),
        d.first(),
        gain(d),
        advice.decisive().orElseThrow().verdict() == Verdict.NOT_SETTLED ? "do not settle" : "show",
        time(named(pick()).cost()),
        time(named(d.first()).cost()),
        Conclusions.unknown(named(pick()), named(d.first())),
        record.criteria().pointSeconds().isPresent()
            ? format(
                "; at %s a point that is worth it",
                time(record.criteria().pointSeconds().getAsDouble()))
            : "");
  }

  private String open() {
    Contrast closest = advice.decisive().orElseThrow();
    Difference d = closest.difference();
    return d.accuracy() == 0
        ? format(
            "Pick %s: it was measured as good as %s and is the cheaper of the two; these images do"
                + " not settle which is better (%s).",
            pick(), d.second(), points(d))
        : format(
            "Pick %s: it was measured best. It is %s that it is better than %s (by %s); these images"
                + " do not settle it.",
            pick(), chance(closest.surely()), d.second(), points(d));
  }

  /** The chance in tenths, as people say it. */
  static String chance(double surely) {
    long tenths = Math.round(10 * surely);
    if (surely >= 0.99) {
      return "almost certain";
    } else if (tenths >= 10) {
      return "about 19 in 20";
    } else if (tenths <= 5) {
      return "as likely as not";
    }
    return "about %d in 10".formatted(tenths);
  }

  static Baseline strongest(Recommendation advice) {
    return advice.baselines().stream()
        .max(Comparator.comparingDouble(Baseline::value))
        .orElseThrow();
  }

  private String pick() {
    return advice.pick().orElseThrow();
  }

  private Summary named(String label) {
    return Conclusions.named(rows, label);
  }

  private String margin() {
    String points = format("%.1f", 100 * record.criteria().equalWithin()).replace(".0", "");
    return points + (points.equals("1") ? " point" : " points");
  }

  private static String points(Difference d) {
    return format(
        "%.1f points, 95 %% interval %.1f to %.1f",
        100 * d.accuracy(), 100 * d.low(), 100 * d.high());
  }

  private static String gain(Difference d) {
    return format(
        "%.1f points more, 95 %% interval %.1f to %.1f",
        100 * d.accuracy(), 100 * d.low(), 100 * d.high());
  }

  static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  static String time(double seconds) {
    return seconds < 300 ? format("%.1f s", seconds) : format("%.0f min", seconds / 60);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
