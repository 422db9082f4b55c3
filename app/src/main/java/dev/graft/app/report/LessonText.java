package dev.graft.app.report;

import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Conclusions;
import dev.graft.train.EpochRecord;
import dev.graft.train.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lesson read out from the numbers measured: its steps in order, then its two questions. */
public final class LessonText {

  /** Step 1 and 2: only the head learns. */
  public static final String FROZEN = "feature-extract";

  /** Step 1 and 4: everything learns, at the head's rate. */
  public static final String TUNED_FAST = "fine-tune@1e-3";

  /** Step 3: everything learns, at a tenth of it. */
  public static final String TUNED_SLOWLY = "fine-tune@1e-4";

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

  /** Whether a line of it begins a step: {@code 1. One epoch each way}. */
  public static boolean isHeading(String line) {
    return line.matches("\\d\\. .*");
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
        "Not run apart: these are the first epochs of the runs below, which have the same seed"
            + " and a constant rate.");
    epochs(1, List.of(frozen, fast));
    lines.add(parameters(frozen));
    lines.add(parameters(fast));
    heading("2. Feature extraction, " + frozen.epochs().size() + " epochs");
    epochs(frozen.epochs().size(), List.of(frozen));
    heading("3. Fine-tuning with learning rate 1e-4, and with 1e-3");
    epochs(slow.epochs().size(), List.of(slow, fast));
    heading("4. The table");
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
                + " %d biases = %,d parameters, %.2f %% of all %,d. Here an epoch of it took %.1f"
                + " s, one of fine-tuning %.1f s.",
            frozen.totalParameters() - frozen.trainableParameters(),
            features,
            classes,
            classes,
            frozen.trainableParameters(),
            100.0 * frozen.trainableParameters() / frozen.totalParameters(),
            frozen.totalParameters(),
            frozen.secondsPerEpoch(),
            slow.secondsPerEpoch()));
  }

  private void whenToFineTune() {
    heading("7. When would full fine-tuning clearly win?");
    RunRecord tuned = accuracy(slow) >= accuracy(fast) ? slow : fast;
    double gain = 100 * (accuracy(tuned) - accuracy(frozen));
    paragraph(
        format(
            "On these %,d training images the better of the two, %s, ended %.1f points %s feature"
                + " extraction, for %.1f times the time. The rate decides: 1e-4 ended at %.3f,"
                + " 1e-3 at %.3f. Which of the two is better was itself read off the test images,"
                + " and that flatters it.",
            record.data().train(),
            tuned.label(),
            Math.abs(gain),
            gain >= 0 ? "above" : "below",
            tuned.totalSeconds() / frozen.totalSeconds(),
            accuracy(slow),
            accuracy(fast)));
    paragraph(
        "In general it wins with many labelled images a class, with images unlike ImageNet's"
            + " photographs (scans, satellites, microscopes, tiny pictures), with a small rate and"
            + " epochs to spare. With few images, or images like ImageNet's, the frozen features"
            + " are as good and cost a fraction. Sources: docs/guide/transfer-learning.md.");
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
