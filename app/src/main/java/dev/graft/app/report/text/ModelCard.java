package dev.graft.app.report.text;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.RunRecord;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a person should know of a model before using it, as Markdown. */
public final class ModelCard {

  /** Below so many test images a class's figures say little. */
  private static final int FEW = 20;

  private ModelCard() {}

  /**
   * Of the model that {@code run} made, one of those in {@code record}.
   *
   * @param own the model's temperature, which after cross-validation is not that of its figures
   */
  public static String of(ComparisonRecord record, RunRecord run, Temperature own) {
    ComparisonRecord.Data data = record.data().of(run);
    var page = new StringBuilder();
    line(page, "# Model card: %s on %s", run.label(), Markdown.text(data.name()));
    line(
        page,
        "Classifies images into %d classes: %s.",
        data.classNames().size(),
        Markdown.text(String.join(", ", data.classNames())));
    line(page, "## What it is");
    model(page, record, run);
    compared(page, record);
    line(page, "## What it was trained on");
    data(page, data);
    record.notes().forEach(note -> page.append("- ").append(Markdown.text(note)).append("\n"));
    line(page, record.notes().isEmpty() ? "## How well it does" : "\n## How well it does");
    crossed(page, record, run);
    run.test().ifPresentOrElse(test -> test(page, test, own), () -> untested(page));
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

  private static void model(StringBuilder page, ComparisonRecord record, RunRecord run) {
    ComparisonRecord.Model backbone = record.model(run.label());
    line(
        page,
        "%s with a head of its own; weights from %s (licence %s: %s; SHA-256 `%s`). Trained by Graft %s"
            + " as %s, seed %d: %,d of %,d parameters learnt. It sees images as: %s.",
        backbone.architecture(),
        Markdown.text(backbone.weights().description()),
        Markdown.text(backbone.weights().licence()),
        backbone.weights().commercialUse().words(),
        backbone.weights().sha256(),
        record.environment().graft(),
        record.raced(run.label()).map(RacedBackbone::strategy).orElse(run.label()),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        backbone.preprocessing().describe());
  }

  private static void data(StringBuilder page, ComparisonRecord.Data data) {
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
  }

  private static void compared(StringBuilder page, ComparisonRecord record) {
    List<String> labels = Summary.of(record.runs()).stream().map(Summary::label).toList();
    if (labels.size() > 1) {
      line(
          page,
          "It comes from a comparison of %s, begun %s.",
          String.join(", ", labels),
          record.started().truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /** Whose figures these are, where images were cross-validated. */
  private static void crossed(StringBuilder page, ComparisonRecord record, RunRecord run) {
    int folds = Summary.of(record.runs()).stream().mapToInt(Summary::folds).max().orElse(0);
    if (folds > 1 && run.fold() == 0) {
      line(
          page,
          "The figures are cross-validated: each image was tested by a model trained without it."
              + " This model was then trained in the same way without a test split.");
    }
  }

  private static void untested(StringBuilder page) {
    line(page, "Not known: there were no test images.");
  }

  private static void test(StringBuilder page, Evaluation test, Temperature own) {
    Interval interval = Interval.wilson(test.correct(), test.total());
    line(
        page,
        "On %,d test images: %.1f %% correctly classified (95 %%: %.1f to %.1f), log"
            + " loss %.3f, calibration error %.3f.",
        test.total(),
        100 * test.accuracy(),
        100 * interval.low(),
        100 * interval.high(),
        test.logLoss(),
        test.calibrationError());
    temperature(page, test, own);
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
                    "Its worst class is %s: %.0f %% of them are correctly classified.",
                    Markdown.text(c.name()),
                    100 * c.recall()));
    if (test.perClass().stream().anyMatch(c -> c.support() < FEW)) {
      line(page, "Classes with fewer than %d test images may do much better or worse.", FEW);
    }
  }

  private static void temperature(StringBuilder page, Evaluation test, Temperature own) {
    double value = test.temperature().value();
    String without =
        format(
            "; without it log loss %.3f, calibration error %.3f",
            test.unscaled().logLoss(), test.unscaled().calibrationError());
    if (test.temperature().equals(own)) {
      if (value != 1) {
        line(page, "Its logits are divided by a temperature of %s%s.", own.describe(), without);
      }
      return;
    }
    line(
        page,
        "Its logits are divided by a temperature of %s. The figures are of models with one of %s%s.",
        own.describe(),
        test.temperature().describe(),
        without);
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
