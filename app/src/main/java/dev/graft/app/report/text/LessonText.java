package dev.graft.app.report.text;

import dev.graft.compare.Conclusions;
import dev.graft.compare.advice.PairReading;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lesson read out from the numbers measured: its steps in order, then its two questions. */
public final class LessonText {

  /** Step 1 and 2: only the head learns. */
  public static final String FROZEN = "feature-extract";

  /** Step 1 and 4: everything learns, at the head's rate. */
  public static final String TUNED_FAST = "fine-tune@1e-3";

  /** Step 3: everything learns, at a tenth of it. */
  public static final String TUNED_SLOWLY = "fine-tune@1e-4";

  /** All three, in the order they run. */
  public static final List<String> STRATEGIES = List.of(FROZEN, TUNED_FAST, TUNED_SLOWLY);

  private final ComparisonRecord record;
  private final RunRecord frozen;
  private final RunRecord fast;
  private final RunRecord slow;
  private final List<String> lines = new ArrayList<>();

  private LessonText(ComparisonRecord record) {
    this.record = record;
    this.frozen = run(FROZEN);
    this.fast = run(TUNED_FAST);
    this.slow = run(TUNED_SLOWLY);
  }

  /** The whole lesson; {@code record} holds one run of each of the three. */
  public static List<String> lines(ComparisonRecord record) {
    var text = new LessonText(record);
    text.steps();
    text.whyFewer();
    text.whenToFineTune();
    return text.lines;
  }

  /** Whether a line of the lesson begins a part: {@code 1. One epoch each way}. */
  public static boolean isHeading(String line) {
    return line.matches("[A-D1-7]\\. .*");
  }

  private RunRecord run(String label) {
    return record.runs().stream()
        .filter(run -> run.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the lesson has no run " + label));
  }

  private void steps() {
    heading("1. One epoch each way");
    paragraph(
        "What: accuracy after the first epoch of both ways, at the same rate. Why: it shows which"
            + " way starts better. There was no separate run: these are the first epochs of the runs"
            + " below, which have the same seed and a constant rate.");
    epochs(1, List.of(frozen, fast));
    lines.add(parameters(frozen));
    lines.add(parameters(fast));
    heading("2. Feature extraction, " + frozen.epochs().size() + " epochs");
    paragraph("What: only the head learns (part A). Why: to see what more epochs of it bring.");
    epochs(frozen.epochs().size(), List.of(frozen));
    heading("3. Fine-tuning with learning rate 1e-4, and with 1e-3");
    paragraph(
        "What: everything learns (part B), once at a tenth of the rate. Why: to see what the rate"
            + " changes.");
    epochs(slow.epochs().size(), List.of(slow, fast));
    heading("4. The table");
    paragraph("What: all three on the same test images. Why: to compare like with like.");
    lines.addAll(ComparisonTable.lines(record));
    record.notes().forEach(note -> lines.addAll(Wrap.hanging("Note: ", note + ".")));
    heading("5. What the numbers say");
    Conclusions.of(record).forEach(this::paragraph);
  }

  private void epochs(int count, List<RunRecord> runs) {
    var table = new TextTable(List.of("mode", "epoch", "test acc", "loss", "s"));
    for (RunRecord run : runs) {
      for (EpochRecord epoch : run.epochs().subList(0, count)) {
        table.add(
            List.of(
                run.label(),
                String.valueOf(epoch.epoch()),
                format("%.3f", epoch.validationAccuracy().orElseThrow()),
                format("%.3f", epoch.trainLoss()),
                format("%.1f", epoch.seconds())));
      }
    }
    lines.addAll(table.lines());
  }

  private static String parameters(RunRecord run) {
    return format(
        "%s: %,d of %,d parameters learn",
        run.label(), run.trainableParameters(), run.totalParameters());
  }

  private void whyFewer() {
    heading("6. Why does feature extraction update fewer parameters?");
    int classes = record.data().classNames().size();
    long features = frozen.trainableParameters() / classes - 1;
    paragraph(
        format(
            "Because the %,d parameters of the backbone are frozen: they get no gradient and stay"
                + " as they were loaded. Only the new head learns: %,d features x %d classes +"
                + " %d biases = %,d parameters, %.2f %% of all %,d.",
            frozen.totalParameters() - frozen.trainableParameters(),
            features,
            classes,
            classes,
            frozen.trainableParameters(),
            100.0 * frozen.trainableParameters() / frozen.totalParameters(),
            frozen.totalParameters()));
  }

  private void whenToFineTune() {
    heading("7. When would full fine-tuning clearly win?");
    paragraph(onTheseImages());
    paragraph(rates());
    paragraph(
        "In general it wins with many labelled images a class, with images unlike ImageNet's"
            + " photographs (scans, satellites, microscopes, tiny pictures), with a small rate and"
            + " enough epochs. With few images, or images like ImageNet's, the frozen features are"
            + " often as good and cost less. Sources: docs/guide/transfer-learning.md.");
  }

  private String onTheseImages() {
    String start = format("On these %,d training images ", record.data().train());
    Optional<Recommendation> advice = Recommendation.of(record);
    if (advice.isPresent() && advice.get().pick().isEmpty()) {
      return start + "that is open, since nothing was learnt that the test images show.";
    }
    RunRecord tuned = tuned(advice);
    Optional<PairReading> pair = PairReading.of(record, tuned.label(), FROZEN);
    if (pair.isEmpty()) {
      return start + "that is open, since one of the two ways diverged.";
    }
    PairReading read = pair.get();
    boolean ahead = read.better().label().equals(tuned.label());
    String better = read.better().label();
    String said =
        switch (read.verdict()) {
          case DIFFERENT ->
              format(
                  "it %s: %s differs from %s beyond chance, by %s.",
                  ahead ? "did" : "lost", better, read.other().label(), read.points());
          case EQUAL_ENOUGH ->
              format(
                  "it did not: %s and %s are equal enough, within %s (difference %s).",
                  tuned.label(), FROZEN, read.margin(), read.points());
          case NOT_SETTLED ->
              format(
                  "that is not settled: %s and %s differ by %s. It is %s that %s is the better one.",
                  better, read.other().label(), read.points(), read.chance(), better);
        };
    return start + said + read.times().map(times -> " " + times).orElse("");
  }

  /** The better of the two: the recommendation's where it names one of them. */
  private RunRecord tuned(Optional<Recommendation> advice) {
    String best = advice.flatMap(Recommendation::best).orElse("");
    if (best.equals(TUNED_FAST) || hasDiverged(slow)) {
      return fast;
    }
    boolean slower = best.equals(TUNED_SLOWLY) || accuracy(slow) >= accuracy(fast);
    return slower || hasDiverged(fast) ? slow : fast;
  }

  private boolean hasDiverged(RunRecord run) {
    return new Summary(List.of(run)).hasDiverged(record.data().classNames().size());
  }

  private String rates() {
    String ended =
        format(
            "fine-tuning at 1e-4 ended at %.3f, at 1e-3 at %.3f", accuracy(slow), accuracy(fast));
    Optional<PairReading> pair = PairReading.of(record, TUNED_SLOWLY, TUNED_FAST);
    if (pair.isEmpty()) {
      return "One of the two rates was too high, and its training diverged: " + ended + ".";
    }
    PairReading read = pair.get();
    String rates =
        switch (read.verdict()) {
          case DIFFERENT -> format("The rate decides: %s (%s).", ended, read.points());
          case EQUAL_ENOUGH ->
              format(
                  "The two rates are equal enough, within %s: %s (%s).",
                  read.margin(), ended, read.points());
          case NOT_SETTLED ->
              format(
                  "These images do not settle which rate is better: %s (difference %s).",
                  ended, read.points());
        };
    return rates
        + " The better of the two was itself chosen on the test images, which flatters it.";
  }

  private static double accuracy(RunRecord run) {
    return run.test().orElseThrow().accuracy();
  }

  private void heading(String text) {
    lines.add("");
    lines.add(text);
    lines.add("");
  }

  private void paragraph(String text) {
    lines.addAll(Wrap.lines(text));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
