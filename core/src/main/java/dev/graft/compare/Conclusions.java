package dev.graft.compare;

import dev.graft.compare.advice.Baseline;
import dev.graft.compare.advice.Contrast;
import dev.graft.compare.advice.Difference;
import dev.graft.compare.advice.McNemar;
import dev.graft.compare.advice.PickSentence;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.advice.Speed;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Divergence;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the measured numbers allow to be said, in sentences: which candidate was faster, which
 * better and whether the test images settle that, which to pick, and what is wrong with the others.
 */
public final class Conclusions {

  /** With fewer test images what they cannot show comes first. */
  private static final int FEW = 100;

  /** Of what is named. */
  private static final int MOST_NAMED = 5;

  private Conclusions() {}

  /**
   * Who diverged; and the sentences about the others of a finished comparison, fewer where there is
   * less to say.
   */
  public static List<String> of(ComparisonRecord record) {
    List<Summary> rows = Divergence.without(record);
    var sentences = new ArrayList<String>(Divergence.sentences(record));
    if (!record.complete() || rows.size() < 2) {
      return sentences;
    }
    Optional<Recommendation> advice = Recommendation.of(record);
    fewImages(record, advice).ifPresent(sentences::add);
    sentences.addAll(Speed.sentences(rows, record));
    advice.ifPresent(given -> say(sentences, given, record, rows));
    return sentences;
  }

  /** The sentence that names the pick, or says that there is none; empty without test images. */
  public static Optional<String> pick(ComparisonRecord record) {
    List<Summary> rows = Divergence.without(record);
    return Recommendation.of(record).map(advice -> new PickSentence(advice, rows, record).text());
  }

  /**
   * What a few test images cannot show, to be read before anything else; empty where there are
   * {@value #FEW} or more, another metric than accuracy decides, or nothing is recommended.
   */
  public static Optional<String> fewImages(ComparisonRecord record) {
    return fewImages(record, Recommendation.of(record));
  }

  private static Optional<String> fewImages(
      ComparisonRecord record, Optional<Recommendation> advice) {
    return advice
        .filter(given -> record.settings().metric() == Metric.ACCURACY)
        .filter(given -> !given.contrasts().isEmpty())
        .filter(given -> images(given) < FEW)
        .map(given -> fewImages(images(given), Contrast.SIGNIFICANCE / given.contrasts().size()));
  }

  private static int images(Recommendation advice) {
    return advice.contrasts().stream().mapToInt(c -> c.difference().images()).max().orElseThrow();
  }

  private static String fewImages(int images, double level) {
    int least = McNemar.leastClear(level);
    return least > images
        ? format("Only %d test images: no difference can be shown on so few.", images)
        : format(
            "Only %d test images: no difference below about %.0f points can be shown on them.",
            images, 100.0 * least / images);
  }

  private static void say(
      List<String> sentences, Recommendation advice, ComparisonRecord record, List<Summary> rows) {
    Metric metric = record.settings().metric();
    advice
        .best()
        .ifPresent(
            best -> sentences.add(accuracy(Summary.named(rows, best), advice, rows, metric)));
    sentences.add(new PickSentence(advice, rows, record).text());
    unlearnt(advice, rows, metric).ifPresent(sentences::add);
    rows.forEach(row -> neverPredicted(row, record).ifPresent(sentences::add));
    if (!advice.fit().isEmpty()) {
      sentences.add(advice.fit());
    }
    if (!advice.changes().isEmpty()) {
      sentences.add("What would change this: " + String.join("; ", advice.changes()) + ".");
    }
  }

  private static String accuracy(
      Summary best, Recommendation advice, List<Summary> rows, Metric metric) {
    Evaluation test = best.tests().get(0);
    String own =
        metric == Metric.ACCURACY
            ? format(
                "%s of the test images correctly classified (95 %% interval %s)",
                percent(best, metric), interval(best, test.total()))
            : format("%s %s", metric.phrase(), percent(best, metric));
    if (advice.next().isEmpty()) {
      return format("Measured best: %s, %s.", best.label(), own);
    }
    Difference next = advice.next().get();
    Summary other = Summary.named(rows, next.second());
    if (next.images() < Math.max(best.tested(), other.tested())) {
      return format(
          "Measured best: %s, %s; next %s: %s on the %d images that both were tested on, where %s has"
              + " %s (%s).",
          best.label(),
          own,
          other.label(),
          PickSentence.percent(other.testBeside(best, metric)),
          next.images(),
          best.label(),
          PickSentence.percent(best.testBeside(other, metric)),
          difference(next));
    }
    return percent(best, metric).equals(percent(other, metric))
        ? format(
            "Measured best: %s and %s, each with %s: %s.",
            best.label(), other.label(), own, alike(next))
        : format(
            "Measured best: %s, %s; next %s, %s (%s).",
            best.label(), own, other.label(), percent(other, metric), difference(next));
  }

  /** An interval alone would say less than that nothing differs at all. */
  private static String alike(Difference difference) {
    String interval = "95 % interval of the difference " + difference.range() + " points";
    return difference.discordant() == 0
        ? "they classify the same images correctly (" + interval + ")"
        : interval;
  }

  private static String difference(Difference difference) {
    String p = Double.isNaN(difference.p()) ? "" : format("; p = %.2g", difference.p());
    return "difference " + difference.points() + p;
  }

  /** Who is no better than what needs no image, although another is. */
  private static Optional<String> unlearnt(
      Recommendation advice, List<Summary> rows, Metric metric) {
    if (advice.pick().isEmpty() || advice.unlearnt().isEmpty()) {
      return Optional.empty();
    }
    Baseline baseline = PickSentence.strongest(advice);
    int most = Summary.mostTested(rows);
    String each =
        String.join(
            ", ",
            advice.unlearnt().stream()
                .map(label -> unlearnt(Summary.named(rows, label), most, metric))
                .toList());
    return Optional.of(
        format(
            "Not picked, because these images do not show that anything was learnt: %s (%s has %s"
                + " %s).",
            each, baseline.name(), metric.phrase(), PickSentence.percent(baseline.value())));
  }

  /** Fewer images than the baseline has are said: their classes may have other shares. */
  private static String unlearnt(Summary row, int most, Metric metric) {
    String where = row.tested() < most ? format(", tested on only %d images", row.tested()) : "";
    return row.label() + " " + percent(row, metric) + where;
  }

  private static Optional<String> neverPredicted(Summary row, ComparisonRecord record) {
    List<Confusion> bySeed = row.tests().stream().map(Evaluation::confusion).toList();
    List<String> names =
        bySeed
            .get(0)
            .present()
            .filter(k -> bySeed.stream().allMatch(confusion -> confusion.predicted(k) == 0))
            .mapToObj(record.data().classNames()::get)
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    int more = names.size() - Math.min(MOST_NAMED, names.size());
    return Optional.of(
        format(
            "%s never predicts %s%s.",
            row.label(),
            String.join(", ", names.subList(0, names.size() - more)),
            more > 0 ? format(" and %d more classes", more) : ""));
  }

  private static String percent(Summary row, Metric metric) {
    return PickSentence.percent(row.test(metric).orElseThrow());
  }

  private static String interval(Summary row, int images) {
    double right = row.testAccuracy().orElseThrow() * images;
    Interval interval = Interval.wilson((int) Math.round(right), images);
    return format("%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
