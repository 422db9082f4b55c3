package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Look;
import dev.graft.app.report.html.drawing.Names;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.features.FeaturePlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Test images as the backbone sees them before training, coloured by class. */
final class MapChart {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 480;
  private static final double EDGE = 14;

  private final FeaturePlot map;
  private final List<String> classNames;
  private final List<Integer> labels;
  private final Map<Integer, String> names;
  private final Map<Integer, List<FeaturePlot.Point>> byClass = new HashMap<>();
  private final List<Integer> order;

  private MapChart(
      FeaturePlot map, List<String> classNames, List<Integer> labels, Map<Integer, String> names) {
    this.map = map;
    this.classNames = classNames;
    this.labels = labels;
    this.names = names;
    for (FeaturePlot.Point point : map.points()) {
      byClass.computeIfAbsent(labels.get(point.image()), k -> new ArrayList<>()).add(point);
    }
    this.order =
        byClass.keySet().stream()
            .sorted(Comparator.comparingInt(k -> -byClass.get(k).size()))
            .limit(Look.DIFFERENT)
            .sorted()
            .toList();
  }

  /**
   * The chart.
   *
   * @param labels of the test images
   * @param names of some of them
   */
  static Chart of(
      FeaturePlot map, ComparisonRecord record, List<Integer> labels, Map<Integer, String> names) {
    return new MapChart(map, record.data().classNames(), labels, names).chart();
  }

  private Chart chart() {
    var svg = new Svg(WIDTH, HEIGHT);
    svg.rectangle(0.5, 0.5, WIDTH - 1.0, HEIGHT - 1.0, "frame");
    Scale x = scale(FeaturePlot.Point::x, EDGE, WIDTH - EDGE);
    Scale y = scale(FeaturePlot.Point::y, HEIGHT - EDGE, EDGE);
    for (FeaturePlot.Point point : map.points()) {
      int k = labels.get(point.image());
      String name = names.getOrDefault(point.image(), "test image " + point.image());
      svg.mark(
          x.at(point.x()),
          y.at(point.y()),
          0.72,
          look(k),
          Svg.data("class", classNames.get(k))
              + " "
              + Svg.data("image", String.valueOf(point.image())),
          classNames.get(k) + ": " + name);
    }
    var written = new Names(svg, 4, WIDTH - 4.0, 4, HEIGHT - 4.0);
    for (int k : order) {
      double centreX = median(byClass.get(k), FeaturePlot.Point::x);
      double centreY = median(byClass.get(k), FeaturePlot.Point::y);
      written.put(x.at(centreX), y.at(centreY), classNames.get(k), "place");
    }
    return new Chart(
        "feature-map",
        "The test images as the frozen backbone sees them",
        Say.format(
            "A mark an image, before any training, in the two directions in which its features"
                + " differ most (principal components: %s and %s of their variance). Classes that"
                + " lie apart here need no fine-tuning; classes on top of each other may still be"
                + " told apart in other directions.",
            Say.percent(map.shareX()), Say.percent(map.shareY())),
        svg,
        legend(),
        numbers());
  }

  private Look look(int k) {
    int place = order.indexOf(k);
    return place < 0 ? Look.OTHER : Look.of(place);
  }

  private Scale scale(ToDoubleFunction<FeaturePlot.Point> coordinate, double from, double to) {
    double min = map.points().stream().mapToDouble(coordinate).min().orElse(0);
    double max = map.points().stream().mapToDouble(coordinate).max().orElse(1);
    return new Scale(min, max > min ? max : min + 1, from, to, 1, false);
  }

  private static double median(
      List<FeaturePlot.Point> points, ToDoubleFunction<FeaturePlot.Point> coordinate) {
    double[] sorted = points.stream().mapToDouble(coordinate).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Buttons that leave the marks of one class, where there is script. */
  private String legend() {
    var html = new StringBuilder("<ul class=\"legend\">");
    for (int k : order) {
      html.append("<li><button type=\"button\" aria-pressed=\"false\" ")
          .append(Svg.data("class", classNames.get(k)))
          .append(">")
          .append(look(k).swatch())
          .append(Html.text(classNames.get(k)))
          .append("</button></li>");
    }
    if (order.size() < byClass.size()) {
      html.append("<li>").append(Look.OTHER.swatch()).append("other classes</li>");
    }
    return html.append("</ul>\n").toString();
  }

  private DataTable numbers() {
    return new DataTable(
        "where the classes lie: the median of their images",
        List.of("class", "images", "x", "y"),
        byClass.keySet().stream()
            .sorted()
            .map(
                k ->
                    List.of(
                        classNames.get(k),
                        Say.count(byClass.get(k).size()),
                        Say.format("%.3g", median(byClass.get(k), FeaturePlot.Point::x)),
                        Say.format("%.3g", median(byClass.get(k), FeaturePlot.Point::y))))
            .toList());
  }
}
