package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Budget;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.Continuation;
import dev.graft.compare.record.Made;
import dev.graft.data.Dataset;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;
import dev.graft.train.Tiny;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison refuses before it trains. */
class ComparisonTest {

  private static final Architecture SLIM = Architecture.shipped();

  @TempDir private Path folder;

  @Test
  void whoLooksForRatesBeginsAnew() throws IOException {
    DataOptions options = DataOptions.defaults().withTrainLimit(30).withTestLimit(10);
    var rates = Strategy.Rates.defaults();
    var tuned = new Comparison.Tuned(Budget.ofTrials(1), rates);
    try (Dataset data = Dataset.open("demo:", options);
        Backbone backbone = Tiny.backbone(SLIM, folder)) {
      var comparison =
          new Comparison(
              data,
              backbone,
              List.of(Candidate.parse("feature-extract", SLIM, rates)),
              TrainSettings.defaults(),
              ValidateOn.VALIDATION,
              1,
              Comparison.Options.defaults().withTuned(tuned));
      var run = Made.run("feature-extract", 0, Made.first(5, 10), 1, 1, false);
      var earlier = new Continuation(Instant.EPOCH, List.of(run), (l, s, f) -> Optional.empty());
      assertThatThrownBy(() -> comparison.run(e -> {}, soFar -> {}, (r, c) -> {}, earlier))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be resumed");
    }
  }

  @Test
  void whoKeepsTheBestEpochNeedsImagesThatMayDecide() throws IOException {
    DataOptions options =
        DataOptions.defaults().withTrainLimit(20).withTestLimit(10).withValidationFraction(0);
    TrainSettings settings =
        TrainSettings.defaults().withEarlyStopping(EarlyStopping.stoppingAfter(2));
    List<Candidate> candidates = List.of(Candidate.parse("probe", SLIM, Strategy.Rates.defaults()));
    try (Dataset data = Dataset.open("demo:", options);
        Backbone backbone = Tiny.backbone(SLIM, folder)) {
      for (ValidateOn on : ValidateOn.values()) {
        assertThatThrownBy(() -> new Comparison(data, backbone, candidates, settings, on, 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("never on test images");
      }
    }
  }
}
