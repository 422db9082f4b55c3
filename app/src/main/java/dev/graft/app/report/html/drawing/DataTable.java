package dev.graft.app.report.html.drawing;

import dev.graft.app.report.text.Markdown;
import java.util.ArrayList;
import java.util.List;

/**
 * A table for people: the first column names the row, the others are numbers or words.
 *
 * @param caption what it is, for those who do not see what stands above it
 */
public record DataTable(String caption, List<String> heads, List<List<String>> rows) {

  public DataTable {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  /** In a box that scrolls; a click on a head sorts, where there is script. */
  public String html(String cssClass) {
    return html(cssClass, "");
  }

  /** The same with the row of this name set off. */
  public String html(String cssClass, String marked) {
    return Html.scrolling(caption, bare(cssClass, marked));
  }

  /** The same without the box. */
  public String bare(String cssClass, String marked) {
    var html = new StringBuilder("<table class=\"" + cssClass + "\">\n");
    html.append(Html.element("caption", "", Html.text(caption))).append("\n<thead><tr>");
    for (String head : heads) {
      html.append(Html.element("th", "scope=\"col\"", Html.text(head)));
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      String mark = row.get(0).equals(marked) ? "<tr class=\"pick\">" : "<tr>";
      html.append(mark).append(Html.element("th", "scope=\"row\"", Html.text(row.get(0))));
      for (String cell : row.subList(1, row.size())) {
        html.append(Html.element("td", "", Html.text(cell)));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table>\n").toString();
  }

  /** As Markdown. */
  public String markdown() {
    var lines = new ArrayList<String>();
    lines.add(line(heads));
    lines.add("|---|" + "--:|".repeat(heads.size() - 1));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(Markdown::cell).toList()) + " |";
  }
}
