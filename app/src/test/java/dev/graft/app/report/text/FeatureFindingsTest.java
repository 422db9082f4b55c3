package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.check.DataFindings;
import dev.graft.data.DataReport.Copy;
import dev.graft.data.source.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FeatureFindingsTest {

  private static final List<String> CLASSES = List.of("x", "y");

  /** Of 5,000 pairs 1,000 are named, of which few are across splits. */
  private static DataFindings found() {
    var near = new ArrayList<DataFindings.Near>();
    for (int i = 0; i < 1000; i++) {
      var first = new Copy(Split.TRAIN, i, i + ".png", 0);
      var second = new Copy(i < 10 ? Split.TEST : Split.TRAIN, 2000 + i, "_" + i + ".png", i % 2);
      near.add(new DataFindings.Near(first, second, 1 - i / 1e5));
    }
    return new DataFindings(
        "resnet18",
        9000,
        0.94,
        new DataFindings.NearCounts(5000, 1500, 1200, 700),
        near,
        Optional.empty(),
        new DataFindings.Input(128, List.of(0.0), List.of(1.0), List.of(1.0, 1.0, 1.0)));
  }

  @Test
  void whatHasNoRoomIsCounted() {
    String lines = String.join(" ", FeatureFindings.lines(found(), CLASSES));
    assertThat(lines)
        .contains("5,000 pairs of images", "1,500 in two splits", "1,200 in two classes")
        .contains("and 4,980 more; --json FILE writes 1,000, what harms most before others");
  }

  @Test
  void warningsCountAllOfThem() {
    assertThat(FeatureWarnings.of(found(), CLASSES))
        .anyMatch(said -> said.startsWith("700 held-out images seem to show"))
        .anyMatch(said -> said.startsWith("1,200 pairs of images"));
  }
}
