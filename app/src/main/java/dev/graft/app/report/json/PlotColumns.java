package dev.graft.app.report.json;

import dev.graft.train.features.FeaturePlot;
import dev.graft.train.features.FeaturePlot.Point;
import java.util.List;
import java.util.stream.IntStream;

/** A map of images as files have it: a list of each coordinate. */
record PlotColumns(
    double shareX, double shareY, List<Integer> images, List<Double> x, List<Double> y) {

  PlotColumns {
    if (x.size() != images.size() || y.size() != images.size()) {
      throw new IllegalArgumentException("its map has more or fewer coordinates than images");
    }
  }

  static PlotColumns of(FeaturePlot map) {
    return new PlotColumns(
        map.shareX(),
        map.shareY(),
        map.points().stream().map(Point::image).toList(),
        map.points().stream().map(Point::x).toList(),
        map.points().stream().map(Point::y).toList());
  }

  FeaturePlot plot() {
    List<Point> points =
        IntStream.range(0, images.size())
            .mapToObj(i -> new Point(images.get(i), x.get(i), y.get(i)))
            .toList();
    return new FeaturePlot(points, shareX, shareY);
  }
}
