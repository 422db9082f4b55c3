package dev.graft.train.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.source.ImageSource;
import dev.graft.train.Tiny;
import dev.graft.train.cache.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeaturePlotTest {

  @TempDir private Path folder;

  @Test
  void findsTheDirectionsInWhichRowsDiffer() {
    var random = new SplittableRandom(4);
    float[][] rows = new float[300][6];
    for (float[] row : rows) {
      double far = 10 * (random.nextDouble() - 0.5);
      double near = 4 * (random.nextDouble() - 0.5);
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) (7 + 0.01 * random.nextDouble());
      }
      row[1] += (float) (0.6 * far);
      row[4] += (float) (0.8 * far);
      row[2] += (float) near;
    }
    var axes = new PrincipalAxes(rows);
    // 10^2 against 4^2, and next to nothing else.
    assertThat(axes.share(0)).isBetween(0.83, 0.89);
    assertThat(axes.share(0) + axes.share(1)).isBetween(0.9999, 1.0);
    for (int i = 1; i < rows.length; i++) {
      double along = (0.6 * (rows[i][1] - rows[0][1])) + (0.8 * (rows[i][4] - rows[0][4]));
      assertThat(axes.coordinate(i, 0) - axes.coordinate(0, 0)).isCloseTo(along, within(0.1));
    }
  }

  @Test
  void rowsThatDoNotDifferLieInOnePlace() {
    var axes = new PrincipalAxes(new float[][] {{1, 2, 3}, {1, 2, 3}});
    assertThat(axes.coordinate(0, 0)).isZero();
    assertThat(axes.share(0)).isZero();
    assertThat(new PrincipalAxes(new float[][] {{5}, {6}}).share(1)).isZero();
  }

  @Test
  void imagesOfOneClassLieTogether() throws IOException {
    ImageSource images = Tiny.images(60, 3);
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder)) {
      FeaturePlot map = FeaturePlot.of(backbone, images, 1000, Resources.defaults(), event -> {});
      assertThat(map.points().stream().map(FeaturePlot.Point::image))
          .containsExactlyElementsOf(IntStream.range(0, 60).boxed().toList());
      assertThat(map.shareX()).isBetween(map.shareY(), 1.0);
      double within = 0;
      double between = 0;
      for (FeaturePlot.Point a : map.points()) {
        for (FeaturePlot.Point b : map.points()) {
          double distance = Math.hypot(a.x() - b.x(), a.y() - b.y());
          if (images.label(a.image()) == images.label(b.image())) {
            within += distance / 60 / 20;
          } else {
            between += distance / 60 / 40;
          }
        }
      }
      assertThat(between).isGreaterThan(1.5 * within);
      FeaturePlot some = FeaturePlot.of(backbone, images, 7, Resources.defaults(), event -> {});
      assertThat(some.points().stream().map(FeaturePlot.Point::image))
          .containsExactly(0, 8, 17, 25, 34, 42, 51);
    }
  }
}
