package dev.graft.compare.curve;

import dev.graft.compare.curve.CurveFit.Prediction;
import dev.graft.compare.curve.CurveReading.BackTest;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a learning curve allows to be said, in sentences: what more images would bring, what that
 * assumes and how well such a prediction did on the images that are there, and which candidate
 * overtakes which.
 */
public final class CurveConclusions {

  private CurveConclusions() {}

  /** The sentences on a complete record; none on one that is not. */
  public static List<String> of(CurveRecord record, CurveReading reading) {
    if (!record.complete()) {
      return List.of();
    }
    var said = new ArrayList<String>();
    reading.curves().forEach(curve -> said.add(more(record, curve)));
    if (reading.curves().stream().anyMatch(curve -> curve.doubled().isPresent())) {
      said.add(
          "This assumes images of the same kind, labelled as well and trained for as many steps,"
              + " and that the error goes on to fall as a power of their number; the interval is"
              + " for one training and as many other test images.");
    }
    reading.curves().forEach(curve -> said.add(backTest(curve)));
    reading.crossings().forEach(crossing -> said.add(crossing(crossing)));
    said.add(monotone(record, reading));
    return said;
  }

  private static String more(CurveRecord record, CurveReading.Curve curve) {
    String label = curve.mode().label();
    int sizes = curve.mode().levels().size();
    if (curve.doubled().isEmpty()) {
      return format(
          "%s: no prediction from %d size%s; %d are needed.",
          label, sizes, sizes == 1 ? "" : "s", CurveFit.LEAST_SIZES);
    }
    Prediction doubled = curve.doubled().get();
    CurveLevel now = curve.mode().last();
    String misfit =
        curve.fit().orElseThrow().stretch() > 2
            ? " The points scatter about the fitted curve more than chance explains: the interval"
                + " is wider for it."
            : "";
    return format(
        "%s: with about %s more labelled images per class, expect %s (95 %% %.1f to %.1f); with the"
            + " present %.0f per class it was %s%s.%s",
        label,
        count(record.perClass(doubled.size() - now.size())),
        expected(record.settings().metric(), doubled.value()),
        100 * doubled.low(),
        100 * doubled.high(),
        record.perClass(now.size()),
        percent(now.value()),
        doubled.value() < now.value() ? lucky(curve.fit().orElseThrow(), now) : "",
        misfit);
  }

  private static String expected(Metric metric, double value) {
    return metric == Metric.ACCURACY
        ? percent(value) + " of the test images correctly classified"
        : metric.phrase() + " " + percent(value);
  }

  /** More images do not harm: what was measured lies above the curve. */
  private static String lucky(CurveFit fit, CurveLevel now) {
    Prediction here = fit.at(now.size(), now.points().size());
    return format(
        ", %s the fitted curve's %s there (95 %% %.1f to %.1f)",
        here.holds(now.value()) ? "no more than chance from" : "above, by more than chance, of",
        percent(here.value()),
        100 * here.low(),
        100 * here.high());
  }

  private static String backTest(CurveReading.Curve curve) {
    String label = curve.mode().label();
    if (curve.backTest().isEmpty()) {
      return format(
          "Back-test of %s: none, fewer than %d sizes reach up to half of the images.",
          label, CurveFit.LEAST_SIZES);
    }
    BackTest test = curve.backTest().get();
    return format(
        "Back-test of %s: from its sizes up to %,d the prediction is %s (95 %% %.1f to %.1f)"
            + " at %,.0f; measured %s, %s that interval.",
        label,
        test.sizes().get(test.sizes().size() - 1),
        percent(test.predicted().value()),
        100 * test.predicted().low(),
        100 * test.predicted().high(),
        test.predicted().size(),
        percent(test.measured()),
        test.holds() ? "within" : "outside");
  }

  private static String crossing(Crossing crossing) {
    String leader = crossing.leader();
    String other = crossing.other();
    String low =
        crossing.low() > crossing.smallest()
            ? count(crossing.low())
            : "fewer than " + count(crossing.smallest());
    String high =
        crossing.high() < crossing.largest()
            ? count(crossing.high())
            : "more than " + count(crossing.largest());
    return switch (crossing.verdict()) {
      case MEASURED ->
          format(
              "%s overtakes %s at about %s training images (95 %% band %s to %s).",
              leader, other, count(crossing.size()), low, high);
      case AHEAD_THROUGHOUT ->
          format(
              "%s is ahead of %s at all sizes%s: the curves do not cross at the sizes measured.",
              leader,
              other,
              crossing.high() > crossing.smallest()
                  ? " (95 %: from " + high + " training images on)"
                  : "");
      case UNDECIDED ->
          format(
              "Whether %s overtakes %s at the sizes measured is not settled (95 %% band %s to"
                  + " %s training images).",
              leader, other, low, high);
    };
  }

  private static String monotone(CurveRecord record, CurveReading reading) {
    List<String> falls =
        reading.curves().stream()
            .flatMap(curve -> curve.mode().fall().map(fall -> fall(curve, fall)).stream())
            .toList();
    return falls.isEmpty()
        ? "Within their bands the curves never fall from a size to a larger one."
        : format(
            "With more images %s falls by more than the bands allow: %s.",
            record.settings().metric().phrase(), String.join("; ", falls));
  }

  private static String fall(CurveReading.Curve curve, CurveMode.Fall fall) {
    return format(
        "%s, %s at %,d and %s at %,d",
        curve.mode().label(),
        percent(fall.from().value()),
        fall.from().size(),
        percent(fall.to().value()),
        fall.to().size());
  }

  /** Two digits say enough of what is "about". */
  private static String count(double number) {
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(number)) - 1));
    return format("%,d", Math.round(Math.round(number / unit) * unit));
  }

  private static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
