package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.text.ClassTable;
import dev.graft.app.report.text.ComparisonTable;
import dev.graft.app.report.text.Markdown;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import java.util.Optional;

/** The table of a comparison and what its figures are; with it one of the figures by class. */
record Compared(ComparisonRecord record, Focus focus) {

  /** Nothing before the first run. */
  String html() {
    String pick = focus.pick().map(Summary::label).orElse("");
    return focus.rows().isEmpty()
        ? ""
        : table().html("sortable", pick)
            + Html.paragraph("about", ComparisonTable.legend(record))
            + classes()
                .map(c -> table(c).html("sortable", pick) + Html.paragraph("about", c.legend()))
                .orElse("");
  }

  /** The same in Markdown, an empty line first. */
  String markdown() {
    if (focus.rows().isEmpty()) {
      return "";
    }
    String legend = ComparisonTable.legend(record);
    return "\n"
        + table().markdown()
        + "\n"
        + legend
        + "\n"
        + classes()
            .map(c -> "\n" + table(c).markdown() + "\n" + Markdown.text(c.legend()) + "\n")
            .orElse("");
  }

  private Optional<ClassTable> classes() {
    return ClassTable.of(record);
  }

  private DataTable table() {
    return new DataTable(
        record.backbones().isEmpty() ? "strategies compared" : "backbones compared",
        ComparisonTable.heads(record),
        focus.rows().stream().map(row -> ComparisonTable.cells(row, record)).toList());
  }

  private static DataTable table(ClassTable classes) {
    return new DataTable("figures beside accuracy", classes.heads(), classes.rows());
  }
}
