package dev.graft.app.report.text;

import dev.graft.app.report.json.SettingsText;
import dev.graft.compare.Conclusions;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Environment;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.compare.record.Tuning;
import dev.graft.compare.summary.Summary;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A comparison as a Markdown page: the table first, then what it takes to make it again. */
public final class ComparisonMarkdown {

  private ComparisonMarkdown() {}

  /** The page under this title. */
  public static String of(String title, ComparisonRecord record) {
    var page = new StringBuilder("# " + Markdown.text(title) + "\n\n");
    if (!record.complete()) {
      page.append("Not complete: runs are still missing, or it was interrupted.\n\n");
    }
    table(page, ComparisonTable.heads(record), rows(record));
    page.append("\n").append(ComparisonTable.legend(record)).append("\n\n");
    ClassTable.of(record).ifPresent(more -> classes(page, more));
    List<String> conclusions = Conclusions.of(record);
    conclusions.forEach(sentence -> item(page, sentence));
    page.append(conclusions.isEmpty() ? "" : "\n");
    page.append("## Setting\n\n");
    setting(record).forEach(line -> item(page, line));
    record.tuning().ifPresent(tuning -> tuning(page, tuning));
    if (!record.notes().isEmpty()) {
      page.append("\n## Notes\n\n");
      record.notes().forEach(note -> item(page, note));
    }
    page.append("\n## Runs\n");
    record.runs().forEach(run -> run(page, run));
    return page.toString();
  }

  private static void classes(StringBuilder page, ClassTable more) {
    table(page, more.heads(), more.rows());
    page.append("\n").append(Markdown.text(more.legend())).append("\n\n");
  }

  private static void item(StringBuilder page, String text) {
    page.append("- ").append(Markdown.text(text)).append("\n");
  }

  private static void tuning(StringBuilder page, Tuning tuning) {
    page.append("\n## Learning rates\n\n");
    TuningText.choices(tuning).forEach(choice -> item(page, choice));
    page.append("\n");
    table(page, TuningText.heads(), TuningText.rows(tuning));
  }

  private static List<List<String>> rows(ComparisonRecord record) {
    return Summary.of(record.runs()).stream()
        .map(row -> ComparisonTable.cells(row, record))
        .toList();
  }

  /** Data, backbone, training and machine: lines of {@code key: value}. */
  public static List<String> setting(ComparisonRecord record) {
    ComparisonRecord.Data data = record.data();
    Environment machine = record.environment();
    var lines = new ArrayList<String>();
    lines.add(
        format(
            "data: %s (%s), %d classes; %s, %,d left out; fingerprint `%s`",
            data.name(),
            data.location(),
            data.classNames().size(),
            splits(data, ComparisonTable.folds(record)),
            data.skipped(),
            data.fingerprint()));
    backbones(lines, record);
    lines.addAll(
        List.of(
            "training: " + SettingsText.of(record.settings()),
            "seeds: "
                + record.seeds().stream().map(String::valueOf).collect(Collectors.joining(", ")),
            format(
                "machine: %s, %d cores, %d threads, %s; %s; Java %s; libtorch %s; Graft %s",
                machine.processor(),
                machine.cores(),
                machine.threads(),
                gigabytes("%.1f GB", machine.memoryBytes()),
                machine.system(),
                machine.java(),
                machine.libtorch(),
                machine.graft()),
            precision(machine),
            "started: " + record.started()));
    return lines;
  }

  private static void backbones(List<String> lines, ComparisonRecord record) {
    if (record.backbones().isEmpty()) {
      backbone(lines, "backbone", record.model());
      lines.add("images: " + record.model().preprocessing().describe());
    }
    for (RacedBackbone raced : record.backbones()) {
      backbone(lines, raced.label(), raced.model());
      lines.add("its images: " + raced.model().preprocessing().describe());
    }
  }

  private static void backbone(List<String> lines, String key, ComparisonRecord.Model model) {
    lines.add(
        format(
            "%s: %s, %s, licence %s (%s), sha256 `%s`",
            key,
            model.architecture(),
            model.weights().description(),
            model.weights().licence(),
            model.weights().commercialUse().words(),
            model.weights().sha256()));
  }

  private static String splits(ComparisonRecord.Data data, int folds) {
    return folds > 0
        ? format(
            "%,d train and %,d validation in the first of %d folds, %,d test in all",
            data.train(), data.validation(), folds, data.test())
        : format(
            "%,d train, %,d validation, %,d test", data.train(), data.validation(), data.test());
  }

  private static String precision(Environment machine) {
    return "precision: "
        + machine.probe().map(ComparisonMarkdown::measured).orElse("as asked for, not measured");
  }

  /** What systems without /proc do not tell stands as 0. */
  private static String gigabytes(String form, long bytes) {
    return bytes == 0 ? "memory unknown" : format(form, bytes / 1e9);
  }

  private static String measured(MeasuredSpeed probe) {
    return probe.has(Precision.BFLOAT16)
        ? format("measured, bfloat16 at %.2f times float32's speed", probe.gain())
        : "float32, because the processor has no instructions for bfloat16";
  }

  private static void run(StringBuilder page, RunRecord run) {
    page.append(
        format(
            "\n### %s, seed %d%s\n\n%,d of %,d parameters learn. %s. Peak %s.\n\n",
            run.label(),
            run.seed(),
            run.fold() > 0 ? ", fold " + run.fold() : "",
            run.trainableParameters(),
            run.totalParameters(),
            capital(run.cache()),
            gigabytes("memory %.2f GB", run.peakMemoryBytes())));
    table(
        page,
        List.of("epoch", "loss", run.watchedSplit() + " acc", "s", "images/s"),
        run.epochs().stream().map(ComparisonMarkdown::cells).toList());
    if (run.keptEpoch() != run.epochs().get(run.epochs().size() - 1).epoch()) {
      page.append(format("\nEpoch %d was kept.\n", run.keptEpoch()));
    }
    run.test().ifPresent(test -> test(page, test));
  }

  private static List<String> cells(EpochRecord epoch) {
    return List.of(
        String.valueOf(epoch.epoch()),
        format("%.4f", epoch.trainLoss()),
        epoch.validationAccuracy().isPresent()
            ? format("%.3f", epoch.validationAccuracy().getAsDouble())
            : "-",
        format("%.1f", epoch.seconds()),
        format("%.0f", epoch.imagesPerSecond()));
  }

  private static void test(StringBuilder page, Evaluation test) {
    page.append(
        format(
            "\nTest: %d of %d correctly classified (%.1f %%), macro F1 %.3f, top-5 %.3f, log"
                + " loss %.3f,"
                + " calibration error %.3f.\n\n",
            test.correct(),
            test.total(),
            100 * test.accuracy(),
            test.macroF1(),
            test.topFive(),
            test.logLoss(),
            test.calibrationError()));
    table(
        page,
        List.of("class", "test images", "precision", "recall", "F1"),
        test.perClass().stream()
            .map(
                c ->
                    List.of(
                        c.name(),
                        String.valueOf(c.support()),
                        format("%.3f", c.precision()),
                        format("%.3f", c.recall()),
                        format("%.3f", c.f1())))
            .toList());
  }

  private static void table(StringBuilder page, List<String> heads, List<List<String>> rows) {
    row(page, heads);
    page.append("|---|").append("--:|".repeat(heads.size() - 1)).append("\n");
    rows.forEach(cells -> row(page, cells));
  }

  private static void row(StringBuilder page, List<String> cells) {
    page.append(
        cells.stream().map(Markdown::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
