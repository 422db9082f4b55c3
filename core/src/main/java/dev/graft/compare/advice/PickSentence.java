package dev.graft.compare.advice;

import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The sentence that names the pick and the pair that decided, and says how sure it is. */
public final class PickSentence {

  private final Recommendation advice;
  private final List<Summary> rows;
  private final ComparisonRecord record;
  private final Metric metric;

  public PickSentence(Recommendation advice, List<Summary> rows, ComparisonRecord record) {
    this.advice = advice;
    this.rows = rows;
    this.record = record;
    this.metric = record.settings().metric();
  }

  public String text() {
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
    if (Summary.widest(rows).orElseThrow().confusion().present().count() == 1) {
      return "No pick: all test images are of one class, so that they show nothing. Every class needs"
          + " test images, of groups of its own where images are grouped.";
    }
    Baseline baseline = strongest(advice);
    Summary highest =
        rows.stream()
            .max(Comparator.comparingDouble(row -> row.test(metric).orElseThrow()))
            .orElseThrow();
    String hint =
        metric == Metric.ACCURACY && Summary.hasUnequalClasses(record)
            ? " Classes are unequal: --metric balanced counts each class alike."
            : "";
    return format(
        "No pick: these images do not show that anything was learnt. No %s is shown to beat %s"
            + " (%s %s): the highest is %s with %s.%s",
        record.kind(),
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
        pick(), next.second(), next.points(), cheaper());
  }

  /** What gives up accuracy for time, where somebody might want that. */
  private String cheaper() {
    Summary own = named(pick());
    Optional<Summary> cheapest =
        rows.stream()
            .filter(
                row -> !row.isRandom() && advice.unlearnt().stream().noneMatch(row.label()::equals))
            .min(Comparator.comparingDouble(Summary::cost));
    if (cheapest.isEmpty() || !Summary.costsDiffer(own, cheapest.get())) {
      return "";
    }
    Summary other = cheapest.get();
    return format(
        " It took %s; %s took %s%s and has %s %s.",
        time(own.cost()),
        other.label(),
        time(other.cost()),
        Speed.unknown(own, other),
        metric.phrase(),
        percent(other.testBeside(own, metric)));
  }

  private String equal() {
    Difference d = advice.decisive().orElseThrow().difference();
    String margin = record.criteria().margin();
    if (!advice.pick().equals(advice.best())) {
      return format(
          "Pick %s: it is as good as %s within %s (%s has %s), and takes %s.",
          pick(), d.first(), margin, d.first(), d.gain(), insteadOf(d.first()));
    }
    return format(
        "Pick %s: it was measured best, and %s is as good within %s (%s); %s.",
        pick(),
        d.second(),
        margin,
        d.points(),
        isCheaperThan(d.second())
            ? format("%s takes %s", pick(), insteadOf(d.second()))
            : "their times do not differ enough to matter");
  }

  private boolean isCheaperThan(String other) {
    Summary own = named(pick());
    return own.cost() < named(other).cost() && Summary.costsDiffer(own, named(other));
  }

  /** The pick's time beside the other's. */
  private String insteadOf(String other) {
    return format(
        "%s instead of %s%s",
        time(named(pick()).cost()),
        time(named(other).cost()),
        Speed.unknown(named(pick()), named(other)));
  }

  private String worth() {
    Difference d = advice.decisive().orElseThrow().difference();
    return format(
        "Pick %s: %s has %s, which these images %s, and %s takes %s%s.",
        pick(),
        d.first(),
        d.gain(),
        advice.decisive().orElseThrow().verdict() == Verdict.NOT_SETTLED ? "do not settle" : "show",
        pick(),
        insteadOf(d.first()),
        record.criteria().pointSeconds().isPresent()
            ? format(
                "; at %s a point that is worth it",
                time(record.criteria().pointSeconds().getAsDouble()))
            : "");
  }

  private String open() {
    Contrast closest = advice.decisive().orElseThrow();
    Difference d = closest.difference();
    if (d.accuracy() != 0) {
      return format(
          "Pick %s: it was measured best. It is %s that it is better than %s (by %s); these images"
              + " do not settle it.",
          pick(), closest.odds(), d.second(), d.points());
    }
    return format(
        "Pick %s: it was measured as good as %s%s; these images do not settle which is better (%s).",
        pick(),
        d.second(),
        isCheaperThan(d.second()) ? " and is the cheaper of the two" : "",
        d.points());
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

  public static Baseline strongest(Recommendation advice) {
    return advice.baselines().stream()
        .max(Comparator.comparingDouble(Baseline::value))
        .orElseThrow();
  }

  private String pick() {
    return advice.pick().orElseThrow();
  }

  private Summary named(String label) {
    return Summary.named(rows, label);
  }

  public static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  static String time(double seconds) {
    return seconds < 300 ? format("%.1f s", seconds) : format("%.0f min", seconds / 60);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
