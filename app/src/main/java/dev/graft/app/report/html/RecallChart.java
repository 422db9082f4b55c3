package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Frame;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Of each class the share that was found, a mark a strategy; the worst classes first. */
final class RecallChart {

  private static final int MOST = 30;
  private static final double ROW = 24;
  private static final int WIDTH = Frame.WIDTH;
  private static final int LONGEST = 22;

  /** From one of several marks with the same recall to the next, in pixels. */
  private static final double MARK = 9;

  /** Recalls closer than this are drawn at about the same place. */
  private static final double ALIKE = 0.012;

  private static final double LETTER = 6.6;

  private final Focus focus;
  private final List<Summary> rows;
  private final Evaluation shown;
  private final List<Integer> order;

  private RecallChart(Focus focus, Evaluation shown) {
    this.focus = focus;
    this.shown = shown;
    this.rows = focus.rows().stream().filter(row -> !row.tests().isEmpty()).toList();
    this.order =
        IntStream.range(0, shown.perClass().size())
            .boxed()
            .filter(k -> isTested(shown, k)) // none was missed of the others
            .sorted(Comparator.comparingDouble(k -> shown.perClass().get(k).recall()))
            .toList();
  }

  private static boolean isTested(Evaluation test, int k) {
    return test.perClass().get(k).support() > 0;
  }

  /** The chart; empty without test images. */
  static Optional<Chart> of(Focus focus) {
    return focus
        .shown()
        .flatMap(row -> row.tests().stream().findFirst())
        .filter(test -> test.perClass().stream().anyMatch(c -> c.support() > 0))
        .map(test -> new RecallChart(focus, test).chart());
  }

  private Chart chart() {
    int count = Math.min(MOST, order.size());
    double left = 20 + LETTER * longest();
    double top = 26;
    double bottom = top + order.stream().limit(count).mapToDouble(this::height).sum();
    var svg = new Svg(WIDTH, (int) bottom + 10);
    Scale x = Scale.shares(0, 1, left, WIDTH - 24.0);
    for (double tick : x.ticks()) {
      svg.line(x.at(tick), top, x.at(tick), bottom, "grid");
      svg.text(x.at(tick), 14, "middle", "tick", Say.roundPercent(tick));
    }
    double y = top;
    for (int k : order.subList(0, count)) {
      row(svg, x, y + height(k) / 2, k, left);
      y += height(k);
    }
    String last = order.size() > count ? Say.format(" The %d worst classes.", count) : "";
    return new Chart(
        "recall",
        "Recall of each class",
        "The share of a class's test images that were correctly classified, the worst classes of %s first.%s"
            .formatted(focus.shown().orElseThrow().label(), last),
        svg,
        EpochChart.legend(focus, rows),
        numbers());
  }

  private int longest() {
    return shown.perClass().stream()
        .mapToInt(c -> Math.min(LONGEST, c.name().length()))
        .max()
        .orElse(0);
  }

  private void row(Svg svg, Scale x, double y, int k, double left) {
    String name = shown.perClass().get(k).name();
    svg.text(left - 10, y + 4, "end", "tick", shortened(name));
    double min = tested(k).mapToDouble(row -> recall(row, k)).min().orElse(0);
    double max = tested(k).mapToDouble(row -> recall(row, k)).max().orElse(0);
    svg.line(x.at(min), y, x.at(max), y, "span");
    for (Summary row : tested(k).toList()) {
      List<Summary> alike = alike(row, k);
      double beside = alike.indexOf(row) - (alike.size() - 1) / 2.0;
      svg.mark(
          x.at(recall(row, k)),
          y + MARK * beside,
          alike.size() > 1 ? 0.8 : 1,
          focus.look(row),
          String.join(
              " ",
              Svg.data("strategy", row.label()),
              Svg.data("class", name),
              Svg.data("x", recall(row, k))),
          name + ", " + row.label() + ": " + Say.percent(recall(row, k)));
    }
  }

  /** Those whose marks would cover each other, in the table's order, itself among them. */
  private List<Summary> alike(Summary row, int k) {
    return tested(k).filter(r -> Math.abs(recall(r, k) - recall(row, k)) < ALIKE).toList();
  }

  /** Marks that would cover each other stand one below the other. */
  private double height(int k) {
    int most = tested(k).mapToInt(row -> alike(row, k).size()).max().orElse(1);
    return Math.max(ROW, MARK * most + 8);
  }

  /** Those tested on images of the class: not every one need be on all folds. */
  private Stream<Summary> tested(int k) {
    return rows.stream().filter(row -> isTested(row.tests().get(0), k));
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "\u2026";
  }

  /** Mean over the seeds. */
  private static double recall(Summary row, int k) {
    return row.tests().stream()
        .mapToDouble(test -> test.perClass().get(k).recall())
        .average()
        .orElseThrow();
  }

  private DataTable numbers() {
    var heads = new ArrayList<>(List.of("class", "test images"));
    rows.forEach(row -> heads.add(row.label()));
    var table = new ArrayList<List<String>>();
    order.forEach(k -> table.add(cells(k)));
    for (int k = 0; k < shown.perClass().size(); k++) {
      if (!isTested(shown, k)) {
        table.add(cells(k));
      }
    }
    return new DataTable("recall of each class", heads, table);
  }

  private List<String> cells(int k) {
    var cells = new ArrayList<String>();
    cells.add(shown.perClass().get(k).name());
    cells.add(Say.count(shown.perClass().get(k).support()));
    rows.forEach(
        row -> cells.add(isTested(row.tests().get(0), k) ? Say.percent(recall(row, k)) : "-"));
    return cells;
  }
}
