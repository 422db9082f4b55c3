package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Resource;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.Markdown;
import dev.graft.app.report.text.TuningText;
import dev.graft.compare.curve.CurveConclusions;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.features.FeaturePlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Results as a page to be read: the answer first, then what it rests on.
 *
 * @param title of the results
 * @param folder where they are, for the command that makes the report again
 * @param record of a comparison; without runs where there is a learning curve alone
 * @param material what the results do not hold
 * @param curve on the same images, with one point at least
 */
public record Report(
    String title,
    String folder,
    ComparisonRecord record,
    ReportMaterial material,
    Optional<CurveRecord> curve) {

  /** A report without a learning curve. */
  public Report(String title, String folder, ComparisonRecord record, ReportMaterial material) {
    this(title, folder, record, material, Optional.empty());
  }

  /** The report of a learning curve alone. */
  public static Report of(String title, String folder, CurveRecord curve, ReportMaterial material) {
    var record =
        new ComparisonRecord(
            curve.started(),
            curve.data(),
            curve.model(),
            curve.settings(),
            curve.seeds(),
            curve.environment(),
            curve.notes(),
            Criteria.defaults(),
            Optional.empty(),
            List.of(),
            curve.complete());
    return new Report(title, folder, record, material, Optional.of(curve));
  }

  /** All files that {@link #plots} may have. */
  public static final Set<String> PLOTS =
      Set.of(
          "accuracy-against-time.svg",
          "accuracy-against-parameters.svg",
          "accuracy-by-epoch.svg",
          "learning-curve.svg",
          "loss-by-epoch.svg",
          "recall.svg",
          "calibration.svg",
          "feature-map.svg");

  /** One HTML file that loads nothing: style, script, charts and pictures are inside. */
  public String html() {
    Focus focus = Focus.of(record);
    Map<String, String> sections = sections(focus);
    String script = Resource.text("report.js");
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
        style-src 'unsafe-inline'; script-src 'sha256-%s'">
        <title>%s</title>
        <style>
        %s%s</style>
        </head>
        <body>
        <main>
        %s%s%s</main>
        <footer><p>Graft %s, %s</p></footer>
        <script>%s</script>
        </body>
        </html>
        """
        .formatted(
            Html.sha256(script),
            Html.text(title),
            Resource.text("chart.css"),
            Resource.text("report.css"),
            answer(focus).html(),
            contents(sections),
            String.join("", sections.values()),
            Html.text(record.environment().graft()),
            record.started(),
            script);
  }

  /** The style of the page and its charts, for pages that are to look the same. */
  public static String style() {
    return Resource.text("chart.css") + Resource.text("report.css");
  }

  /**
   * A page made by {@link #html} for a server that wants to know whether it is open: it may load
   * one script of the server's and connect to it.
   *
   * @param script path of that script
   */
  public static String served(String page, String script) {
    return page.replaceFirst("script-src '", "connect-src 'self'; script-src 'self' '")
        .replace("</body>", "<script src=\"" + script + "\"></script>\n</body>");
  }

  /** The charts, by the name of their file, each an SVG file for itself. */
  public Map<String, String> plots() {
    var files = new LinkedHashMap<String, String>();
    charts(Focus.of(record)).forEach(chart -> files.put(chart.name() + ".svg", chart.file()));
    return files;
  }

  /**
   * The answer, the table and the charts as Markdown, to be pasted elsewhere.
   *
   * @param plots folder that holds {@link #plots}, seen from the page
   */
  public String markdown(String plots) {
    Focus focus = Focus.of(record);
    var page = new StringBuilder(answer(focus).markdown());
    page.append(new Compared(record, focus).markdown());
    for (Chart chart : charts(focus)) {
      page.append("\n## ").append(chart.title()).append("\n\n");
      page.append("![%s](%s/%s.svg)\n\n".formatted(chart.title(), plots, chart.name()));
      page.append(Markdown.text(chart.about())).append("\n");
    }
    return page.toString();
  }

  private Answer answer(Focus focus) {
    return new Answer(title, record, focus, record.runs().isEmpty() ? learned() : List.of());
  }

  /** What the learning curve allows to be said. */
  private List<String> learned() {
    return curve.map(c -> CurveConclusions.of(c, CurveReading.of(c))).orElse(List.of());
  }

  /** Their HTML by title, what is empty left out. */
  private Map<String, String> sections(Focus focus) {
    var details = new Details(focus, record.data().classNames(), material);
    var facts = new Facts(record, focus, material.command(), folder);
    var sections = new LinkedHashMap<String, String>();
    add(sections, "comparison", "Comparison", new Compared(record, focus).html());
    add(sections, "cost", "Accuracy and cost", plots(costs(focus)));
    add(sections, "curve", "More images", more());
    add(sections, "epochs", "Epoch by epoch", plots(epochs(focus)));
    add(sections, "rates", "Learning rates", rates());
    add(sections, "classes", "Class by class", plots(RecallChart.of(focus).stream().toList()));
    String shown = details.shown();
    if (!shown.isEmpty()) {
      sections.put("Mistakes", shown + details.others());
    }
    add(sections, "features", "Frozen features", plots(map(focus).stream().toList()));
    add(sections, "data", "Images", facts.data());
    add(sections, "settings", "Settings", facts.settings());
    add(sections, "again", "Make it again", facts.again());
    return sections;
  }

  private static void add(Map<String, String> sections, String id, String title, String content) {
    if (!content.isEmpty()) {
      sections.put(title, Details.section(id, "h2", title, content));
    }
  }

  private static String contents(Map<String, String> sections) {
    var html = new StringBuilder("<nav aria-label=\"Contents\"><ul>\n");
    sections.forEach(
        (title, content) -> {
          String id = content.replaceFirst("(?s)<section id=\"([^\"]*)\".*", "$1");
          html.append("<li><a href=\"#%s\">%s</a></li>\n".formatted(id, Html.text(title)));
        });
    return html.append("</ul></nav>\n").toString();
  }

  /** The learning curve and, where it is not the answer, what it says. */
  private String more() {
    if (curve.isEmpty()) {
      return "";
    }
    CurveRecord c = curve.get();
    String what =
        Say.format(
            "%d trainings of %s with weights from %s on nested subsets of the training images.",
            c.points().size(), c.model().architecture(), c.model().weights().description());
    return Html.paragraph("about", what)
        + (record.runs().isEmpty() ? "" : Html.list("reasons", learned()))
        + plots(List.of(CurveChart.of(c, CurveReading.of(c))));
  }

  private String rates() {
    if (record.tuning().isEmpty()) {
      return "";
    }
    var trials =
        new DataTable(
            "short runs in the search for learning rates",
            TuningText.heads(),
            TuningText.rows(record.tuning().get()));
    return Html.list("reasons", TuningText.choices(record.tuning().get()))
        + trials.html("sortable");
  }

  private static String plots(List<Chart> charts) {
    return charts.isEmpty()
        ? ""
        : "<div class=\"plots\">\n"
            + String.join("", charts.stream().map(Chart::figure).toList())
            + "</div>\n";
  }

  private static List<Chart> costs(Focus focus) {
    var charts = new ArrayList<Chart>();
    CostChart.time().of(focus).ifPresent(charts::add);
    boolean ofBackbones = focus.kind().equals("backbone");
    CostChart.parameters(ofBackbones).of(focus).ifPresent(charts::add);
    return charts;
  }

  private static List<Chart> epochs(Focus focus) {
    var charts = new ArrayList<Chart>();
    String watched = focus.rows().isEmpty() ? "" : focus.rows().get(0).runs().get(0).watchedSplit();
    EpochChart.accuracy(watched).of(focus).ifPresent(charts::add);
    EpochChart.loss().of(focus).ifPresent(charts::add);
    return charts;
  }

  private List<Chart> charts(Focus focus) {
    var charts = new ArrayList<Chart>(costs(focus));
    curve.ifPresent(c -> charts.add(CurveChart.of(c, CurveReading.of(c))));
    charts.addAll(epochs(focus));
    RecallChart.of(focus).ifPresent(charts::add);
    focus
        .shown()
        .filter(row -> !row.tests().isEmpty())
        .flatMap(
            row ->
                CalibrationChart.of(
                    "calibration", row.label(), row.tests().get(0), focus.look(row)))
        .ifPresent(charts::add);
    map(focus).ifPresent(charts::add);
    return charts;
  }

  /** The map, where there is one and it is of the images that were tested. */
  private Optional<Chart> map(Focus focus) {
    Optional<Evaluation> test =
        focus.rows().stream()
            .flatMap(row -> row.tests().stream())
            .max(Comparator.comparingInt(Evaluation::total)); // others lack folds
    Optional<FeaturePlot> map = material.map().filter(m -> !m.points().isEmpty());
    if (map.isEmpty() || test.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> labels = test.get().labels();
    return map.get().points().stream().allMatch(point -> point.image() < labels.size())
        ? Optional.of(MapChart.of(map.get(), record, labels, material.names()))
        : Optional.empty();
  }
}
