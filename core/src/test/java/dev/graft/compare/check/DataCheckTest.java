package dev.graft.compare.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.WeightLocator;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import dev.graft.data.ImageScan;
import dev.graft.data.source.DataOptions;
import dev.graft.torch.tensors.Native;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check on drawn images, through the backbone that comes with Graft. */
class DataCheckTest {

  @TempDir private Path home;

  private Backbone shipped() throws IOException {
    var locator =
        WeightLocator.create(Map.of("GRAFT_HOME", home.toString()), true, (received, total) -> {});
    Architecture slim = Architecture.shipped();
    return Backbone.load(slim, locator.locate(slim, Optional.empty()));
  }

  private static Dataset demo(int train) throws IOException {
    DataOptions options = DataOptions.defaults().withTrainLimit(train).withTestLimit(20);
    return Dataset.open("demo:", options);
  }

  private static DataFindings check(Dataset data, Backbone backbone, List<Integer> progress)
      throws IOException {
    DataReport scan = ImageScan.scan(data, 2, done -> {});
    Resources resources = Resources.defaults();
    try (var features = new Features(resources, event -> {})) {
      return new DataCheck(data, backbone, resources).run(scan, 0, features, progress::add);
    }
  }

  @Test
  void everyImageIsLookedAtAndNothingNativeIsLeft() throws IOException {
    try (Dataset data = demo(60);
        Backbone backbone = shipped()) {
      var progress = new ArrayList<Integer>();
      DataFindings first = check(data, backbone, progress);
      assertThat(first.images()).isEqualTo(80).isEqualTo(Collections.max(progress));
      assertThat(progress).isSorted();
      assertThat(first.backbone()).isEqualTo("resnet18_slim");
      assertThat(first.labels().orElseThrow().images()).isEqualTo(data.train().size());
      long before = Native.liveObjects();
      assertThat(check(data, backbone, progress)).as("the same numbers again").isEqualTo(first);
      assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void tooFewImagesAreNotJudged() throws IOException {
    try (Dataset data = demo(30);
        Backbone backbone = shipped()) {
      assertThat(check(data, backbone, new ArrayList<>()).labels()).isEmpty();
    }
  }

  @Test
  void anotherScaleOfPixelsIsNoticedInTheFirstLayer() throws IOException {
    try (Dataset data = demo(60);
        Backbone backbone = shipped()) {
      DataFindings.Input own = FirstLayer.look(data.train(), backbone, Resources.defaults());
      assertThat(own.foreign()).isFalse();
      assertThat(own.spread().get(1)).isBetween(0.4, 1.5);
      List<Float> std = backbone.preprocessing().std();
      for (float factor : new float[] {0.25f, 4}) {
        List<Float> other = std.stream().map(s -> s * factor).toList();
        Backbone wrong =
            backbone.withPreprocessing(
                backbone.preprocessing().withNormalisation(backbone.preprocessing().mean(), other));
        DataFindings.Input seen = FirstLayer.look(data.train(), wrong, Resources.defaults());
        assertThat(seen.foreign()).as("std times %s", factor).isTrue();
        assertThat(seen.std().get(0)).isCloseTo(own.std().get(0) / factor, within(1e-3));
      }
    }
  }
}
