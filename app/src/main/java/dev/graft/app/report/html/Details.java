package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.Showcase;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import java.util.List;
import java.util.Optional;

/** Where one strategy goes wrong: what it mixes up, its worst images, its probabilities. */
record Details(Focus focus, List<String> classNames, ReportMaterial material) {

  /** Of the strategy that is shown; nothing without test images. */
  String shown() {
    return focus
        .shown()
        .filter(row -> !row.tests().isEmpty())
        .map(row -> of(row, "", "h2"))
        .orElse("");
  }

  /** Where no strategy is the answer, a sentence that names the one that is shown. */
  private String whose(Summary row) {
    boolean named =
        focus.pick().isPresent()
            || focus.rows().size() == 1
            || !focus.shown().equals(Optional.of(row));
    return named ? "" : Html.paragraph("about", "What follows is about " + row.label() + ".");
  }

  /** Of every other strategy, behind a fold each. */
  String others() {
    var html = new StringBuilder();
    for (Summary row : focus.rows()) {
      if (!row.tests().isEmpty() && !focus.shown().equals(Optional.of(row))) {
        html.append("<details class=\"strategy\"><summary>The same for ")
            .append(Html.text(row.label()))
            .append("</summary>\n")
            .append(of(row, "-" + focus.rows().indexOf(row), "h3"))
            .append("</details>\n");
      }
    }
    return html.toString();
  }

  /** The first seed's, since an image is told once. */
  private String of(Summary row, String suffix, String heading) {
    Evaluation test = row.tests().get(0);
    String label = row.label();
    var gallery = new Gallery(classNames, test, material);
    String calibration =
        CalibrationChart.of("calibration" + suffix, label, test, focus.look(row))
            .map(Chart::figure)
            .orElse("");
    return section(
            "mix-ups" + suffix,
            heading,
            "What it mixes up",
            whose(row) + ConfusionTable.of(label, test))
        + section(
            "mistakes" + suffix,
            heading,
            "Surest mistakes",
            with(
                "Test images that it took for another class with the highest probability. A wrong"
                    + " label looks like this, too.",
                gallery.of(Showcase.mistakes(test))))
        + section(
            "uncertain" + suffix,
            heading,
            "Least certain",
            with(
                "Test images whose best class got the lowest probability, right or not: the ones"
                    + " to look at, or to have more of.",
                gallery.of(Showcase.uncertain(test))))
        + section("probabilities" + suffix, heading, "Do its probabilities hold?", calibration);
  }

  private static String with(String about, String gallery) {
    return gallery.isEmpty() ? "" : Html.paragraph("about", about) + gallery;
  }

  /** A section; nothing where there is nothing to say. */
  static String section(String id, String heading, String title, String content) {
    return content.isEmpty()
        ? ""
        : "<section id=\"%s\">\n<%s>%s</%s>\n%s</section>\n"
            .formatted(id, heading, Html.text(title), heading, content);
  }
}
