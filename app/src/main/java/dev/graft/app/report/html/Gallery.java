package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.train.evaluation.Evaluation;
import java.util.List;

/** Test images as small pictures, with what they were taken for. */
record Gallery(List<String> classNames, Evaluation test, ReportMaterial material) {

  /** Those of {@code images} that were kept, and how many were not; nothing where none was. */
  String of(List<Integer> images) {
    List<Integer> shown = images.stream().filter(material.thumbnails()::containsKey).toList();
    if (shown.isEmpty()) {
      return "";
    }
    var html = new StringBuilder("<ul class=\"gallery\">\n");
    shown.forEach(i -> html.append(card(i)));
    html.append("</ul>\n");
    int left = images.size() - shown.size();
    return left == 0
        ? html.toString()
        : html + Html.paragraph("about", Say.format("Not kept for this report: %d more.", left));
  }

  private String card(int i) {
    String label = classNames.get(test.labels().get(i));
    String taken = classNames.get(test.predictions().get(i));
    String name = material.names().getOrDefault(i, "test image " + i);
    String verdict =
        test.isRight(i)
            ? "<b>" + Html.text(label) + "</b>, correct"
            : "<b>" + Html.text(label) + "</b> taken for <b>" + Html.text(taken) + "</b>";
    return """
        <li><img src="data:image/jpeg;base64,%s" alt="%s">
        <p>%s <span class="sure">%s</span></p></li>
        """
        .formatted(
            Html.text(material.thumbnails().get(i)),
            Html.text("Image " + name),
            verdict,
            Say.percent(test.confidences().get(i)));
  }
}
