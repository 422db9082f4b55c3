package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was taken for what: a matrix where it fits a page, and the most frequent mix-ups. */
final class ConfusionTable {

  private static final int WIDEST = 25;
  private static final int FREQUENT = 8;
  private static final int SHADES = 8;

  private final String label;
  private final List<String> names;
  private final Confusion confusion;

  private ConfusionTable(String label, Evaluation test) {
    this.label = label;
    this.names = test.perClass().stream().map(Evaluation.ClassResult::name).toList();
    this.confusion = test.confusion();
  }

  /** The section's HTML. */
  static String of(String label, Evaluation test) {
    var table = new ConfusionTable(label, test);
    return Html.element(
        "div",
        "class=\"mix-ups\"",
        Html.element("div", "", table.frequent()),
        table.names.size() <= WIDEST ? table.matrix() : "");
  }

  private String frequent() {
    record Pair(int label, int taken, int count) {}
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < names.size(); i++) {
      for (int k = 0; k < names.size(); k++) {
        int count = confusion.counts().get(i).get(k);
        if (i != k && count > 0) {
          pairs.add(new Pair(i, k, count));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(pair -> -pair.count()));
    if (pairs.isEmpty()) {
      return Html.paragraph("", label + " mixes up no test image.");
    }
    return Html.paragraph("", "What " + label + " mixes up most often:")
        + Html.list(
            "pairs",
            pairs.stream()
                .limit(FREQUENT)
                .map(
                    pair ->
                        Say.format(
                            "%s taken for %s: %d of %d",
                            names.get(pair.label()),
                            names.get(pair.taken()),
                            pair.count(),
                            confusion.support(pair.label())))
                .toList());
  }

  private String matrix() {
    String caption =
        "Rows are what images are, columns what they were taken for; shades are shares of a row.";
    var html = new StringBuilder("<table class=\"confusion\">\n<caption>");
    html.append(Html.text("Confusion matrix of " + label + ". " + caption));
    html.append(
        "</caption>\n<thead><tr><th scope=\"col\"><span class=\"hidden\">class</span></th>");
    for (String name : names) {
      html.append("<th scope=\"col\"><span class=\"upright\">")
          .append(Html.text(name))
          .append("</span></th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (int i = 0; i < names.size(); i++) {
      html.append("<tr><th scope=\"row\">").append(Html.text(names.get(i))).append("</th>");
      for (int k = 0; k < names.size(); k++) {
        html.append(cell(i, k));
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n");
    return Html.element(
        "div",
        "",
        Html.scrolling("Confusion matrix of " + label, html.toString()),
        Html.paragraph("about", caption));
  }

  private String cell(int i, int k) {
    int count = confusion.counts().get(i).get(k);
    if (count == 0) {
      return "<td></td>";
    }
    double share = (double) count / confusion.support(i);
    int shade = Math.min(SHADES - 1, (int) (SHADES * share));
    String title =
        Say.format(
            "%s taken for %s: %d of %d", names.get(i), names.get(k), count, confusion.support(i));
    return Html.element(
        "td",
        Say.format("class=\"%s%d\" title=\"%s\"", i == k ? "hit" : "miss", shade, Html.text(title)),
        String.valueOf(count));
  }
}
