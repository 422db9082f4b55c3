package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.text.ComparisonMarkdown;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.strategy.Phase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The end of the page: the images, how it was trained, and how to make all of it again. */
record Facts(ComparisonRecord record, Focus focus, String command, String folder) {

  /** Of the images: their numbers and what was noted about them. */
  String data() {
    ComparisonRecord.Data data = record.data();
    var table =
        new DataTable(
            "images of each split",
            List.of("split", "images"),
            List.of(
                List.of("training" + fold(), Say.count(data.train())),
                List.of("validation" + fold(), Say.count(data.validation())),
                List.of("test" + (fold().isEmpty() ? "" : ", all folds"), Say.count(data.test())),
                List.of("left out, unreadable", Say.count(data.skipped()))));
    String notes =
        record.notes().isEmpty()
            ? Html.paragraph("", "Nothing was noted about the splits or the images.")
            : Html.list("notes", record.notes());
    return Html.paragraph(
            "", Say.format("%,d classes, from %s", data.classNames().size(), data.location()))
        + notes
        + table.html("numbers");
  }

  /** Of cross-validated images what trains is counted for the first fold. */
  private String fold() {
    return focus.rows().stream().anyMatch(row -> row.folds() > 0) ? ", first fold" : "";
  }

  /** What was set, and what it ran on. */
  String settings() {
    var html = new StringBuilder();
    if (!focus.rows().isEmpty()) {
      html.append(strategies().html("numbers"));
    }
    html.append("<dl class=\"facts\">\n");
    for (String line : ComparisonMarkdown.setting(record)) {
      String[] parts = line.split(": ", 2);
      html.append(Html.element("dt", "", Html.text(parts[0])))
          .append(
              Html.element(
                  "dd", "", Html.text(parts[1]).replaceAll("`([0-9a-f]*)`", "<code>$1</code>")))
          .append("\n");
    }
    return html.append("</dl>\n").toString();
  }

  private DataTable strategies() {
    var rows = new ArrayList<List<String>>();
    for (Summary row : focus.rows()) {
      rows.add(
          List.of(
              row.label(),
              row.runs().get(0).strategy().phases().stream()
                  .map(phase -> phase(phase, stages(row)))
                  .collect(Collectors.joining("; then "))));
    }
    return new DataTable(
        "what each %s did".formatted(record.kind()), List.of(record.kind(), "phases"), rows);
  }

  /** Without the head. */
  private static int stages(Summary row) {
    return row.runs().get(0).stages().size() - 1;
  }

  private static String rate(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }

  /** In words; the backbone has {@code count} stages. */
  private static String phase(Phase phase, int count) {
    String stages =
        phase.cut() == 0
            ? "no stage frozen"
            : phase.cut() == count
                ? "all stages frozen"
                : Say.format("the first %d of %d stages frozen", phase.cut(), count);
    if (phase.solver() == Phase.Solver.LBFGS) {
      return stages + ", head fitted by L-BFGS";
    }
    return Say.format(
        "%s, %d %s, learning rate %s for the head%s, %s",
        stages,
        phase.epochs(),
        phase.epochs() == 1 ? "epoch" : "epochs",
        rate(phase.headRate()),
        phase.cut() == count ? "" : " and " + rate(phase.backboneRate()) + " for the rest",
        statistics(phase.statistics()));
  }

  /** In the words of {@code --batch-norm}. */
  private static String statistics(Phase.Statistics statistics) {
    return switch (statistics) {
      case FIXED -> "BatchNorm's statistics fixed";
      case MOVE_WHERE_UNFROZEN -> "BatchNorm's statistics moving in the stages that learn";
      case MOVE_EVERYWHERE -> "BatchNorm's statistics moving in all stages, frozen ones too";
    };
  }

  /** The commands. */
  String again() {
    String all =
        command.isEmpty()
            ? ""
            : Html.paragraph("", "Everything, on the same machine with the same numbers:")
                + code("./" + command);
    return all
        + Html.paragraph("", "This report alone, from the files beside it:")
        + code("./graft report " + BegunCommand.word(folder));
  }

  private static String code(String line) {
    return "<pre tabindex=\"0\"><code>" + Html.text(line) + "</code></pre>\n";
  }
}
