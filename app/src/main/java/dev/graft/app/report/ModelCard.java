package dev.graft.app.report;

import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Interval;
import dev.graft.train.Evaluation;
import dev.graft.train.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a person should know of a model before using it, as Markdown. */
public final class ModelCard {

  /** Below so many test images a class's figures say little. */
  private static final int FEW = 20;

  private ModelCard() {}

  /** Of the last run in {@code record}. */
  public static String of(ComparisonRecord record) {
    RunRecord run = ModelJson.last(record);
    ComparisonRecord.Data data = record.data();
    ComparisonRecord.Model backbone = record.model();
    var page = new StringBuilder();
    line(page, "# Model card: %s on %s", run.label(), Markdown.text(data.name()));
    line(
        page,
        "Tells %d classes of images apart: %s.",
        data.classNames().size(),
        Markdown.text(String.join(", ", data.classNames())));
    line(page, "## What it is");
    line(
        page,
        "%s with a head of its own; weights from %s (licence %s, SHA-256 `%s`). Trained by Graft %s"
            + " as %s, seed %d: %,d of %,d parameters learnt. It sees images as: %s.",
        backbone.architecture(),
        Markdown.text(backbone.weights().description()),
        Markdown.text(backbone.weights().licence()),
        backbone.weights().sha256(),
        record.environment().graft(),
        run.label(),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        backbone.preprocessing().describe());
    line(page, "## What it was trained on");
    line(
        page,
        "%s: %,d images to train, %,d to validate, %,d to test; %,d could not be read and were left"
            + " out. Fingerprint `%s`.",
        Markdown.text(data.location()),
        data.train(),
        data.validation(),
        data.test(),
        data.skipped(),
        data.fingerprint());
    record.notes().forEach(note -> page.append("- ").append(Markdown.text(note)).append("\n"));
    line(page, record.notes().isEmpty() ? "## How well it does" : "\n## How well it does");
    run.test().ifPresentOrElse(test -> test(page, test), () -> untested(page));
    line(page, "## What it is not for");
    line(
        page,
        "It answers with one of its classes whatever it is shown: an image of something else gets"
            + " one too, often with a high probability. The figures above hold for images like"
            + " those it was trained on; light, cameras, places or people that were not among them"
            + " can change them. Look at its mistakes on images of your own before anything depends"
            + " on it: `graft evaluate MODEL DATA`.");
    return page.toString().stripTrailing() + "\n";
  }

  private static void untested(StringBuilder page) {
    line(page, "Not known: there were no test images.");
  }

  private static void test(StringBuilder page, Evaluation test) {
    Interval interval = Interval.wilson(test.correct(), test.total());
    line(
        page,
        "On %,d test images, which it was not trained on: %.1f %% right (95 %%: %.1f to %.1f), log"
            + " loss %.3f, calibration error %.3f.",
        test.total(),
        100 * test.accuracy(),
        100 * interval.low(),
        100 * interval.high(),
        test.logLoss(),
        test.calibrationError());
    if (test.temperature() != 1) {
      line(
          page,
          "Its probabilities are scaled by a temperature of %.3f, fitted on the validation images;"
              + " without it log loss %.3f, calibration error %.3f.",
          test.temperature(),
          test.unscaled().logLoss(),
          test.unscaled().calibrationError());
    }
    page.append("| class | test images | precision | recall | F1 |\n|---|--:|--:|--:|--:|\n");
    for (Evaluation.ClassResult c : test.perClass()) {
      page.append(
          format(
              "| %s | %d | %.3f | %.3f | %.3f |\n",
              Markdown.cell(c.name()), c.support(), c.precision(), c.recall(), c.f1()));
    }
    page.append("\n");
    weakest(test.perClass())
        .ifPresent(
            c ->
                line(
                    page,
                    "It does worst on %s: it finds %.0f %% of them.",
                    Markdown.text(c.name()),
                    100 * c.recall()));
    if (test.perClass().stream().anyMatch(c -> c.support() < FEW)) {
      line(page, "Classes with fewer than %d test images may do much better or worse.", FEW);
    }
  }

  private static Optional<Evaluation.ClassResult> weakest(List<Evaluation.ClassResult> classes) {
    return classes.stream()
        .filter(c -> c.support() > 0)
        .min(Comparator.comparingDouble(Evaluation.ClassResult::recall));
  }

  private static void line(StringBuilder page, String text, Object... values) {
    page.append(values.length == 0 ? text : format(text, values)).append("\n\n");
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
