package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.Budget;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Made;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.data.Dataset;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.tensors.Native;
import dev.graft.train.Tiny;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backbones side by side. */
class BackbonesTest {

  private static final Compute COMPUTE = Compute.standard();

  @TempDir private Path folder;

  private Entrant entrant(String name, AtomicInteger opened) throws IOException {
    Architecture architecture = Architecture.named(name);
    Entrant.Source source =
        () -> {
          opened.incrementAndGet();
          return Tiny.backbone(architecture, folder);
        };
    return Entrant.of(name, source, COMPUTE);
  }

  @Test
  void eachIsOpenOnlyInItsTurn() throws IOException {
    long before = Native.liveObjects();
    var opened = new AtomicInteger();
    DataOptions options = DataOptions.defaults().withTrainLimit(30).withTestLimit(12);
    var labels = new ArrayList<String>();
    try (Dataset data = Dataset.open("demo:", options)) {
      List<Entrant> entrants =
          List.of(entrant("resnet18_slim", opened), entrant("mobilenet_v2", opened));
      assertThat(opened).as("each was looked at").hasValue(2);
      var comparison =
          Comparison.ofBackbones(
              data,
              entrants,
              TrainSettings.defaults(),
              ValidateOn.VALIDATION,
              Comparison.Options.defaults());
      ComparisonRecord record =
          comparison.run(
              event -> {},
              soFar -> assertThat(soFar.complete()).isEqualTo(soFar.runs().size() == 2),
              (soFar, classifier) -> labels.add(classifier.architecture().id()));
      assertThat(opened).as("once more for its run").hasValue(4);
      assertThat(labels).containsExactly("resnet18_slim", "mobilenet_v2");
      assertThat(record.runs()).extracting(RunRecord::label).isEqualTo(labels);
      assertThat(record.model("mobilenet_v2").architecture()).isEqualTo("mobilenet_v2");
      assertThat(record.model().architecture()).isEqualTo("resnet18_slim");
      assertThat(record.kind()).isEqualTo("backbone");
      assertThat(record.runs().get(0).test().orElseThrow().labels())
          .isEqualTo(record.runs().get(1).test().orElseThrow().labels());
    }
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }

  @Test
  void oneAloneOrARateIsRefused() throws IOException {
    DataOptions options = DataOptions.defaults().withTrainLimit(30).withTestLimit(10);
    Entrant slim = entrant("resnet18_slim", new AtomicInteger());
    var tuned = new Comparison.Tuned(Budget.ofTrials(1), Strategy.Rates.defaults());
    try (Dataset data = Dataset.open("demo:", options)) {
      assertThatThrownBy(() -> race(data, List.of(slim), Comparison.Options.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two or more, got 1");
      assertThatThrownBy(
              () -> race(data, List.of(slim, slim), Comparison.Options.defaults().withTuned(tuned)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no learning rate");
      assertThatThrownBy(() -> race(data, List.of(slim, slim), Comparison.Options.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("once");
    }
  }

  private static Comparison race(Dataset data, List<Entrant> entrants, Comparison.Options options) {
    return Comparison.ofBackbones(
        data, entrants, TrainSettings.defaults(), ValidateOn.VALIDATION, options);
  }

  /**
   * The rules are those of strategies: the cheaper of equals, where it saves a time that counts.
   */
  @Test
  void theCheaperOfEqualsIsPicked() {
    ComparisonRecord equal = raced(950, 10, 951, 400);
    Recommendation advice = Recommendation.of(equal).orElseThrow();
    assertThat(advice.kind()).isEqualTo(Recommendation.Kind.EQUAL_ENOUGH);
    assertThat(advice.pick()).contains("small");
    assertThat(advice.best()).contains("large");
    assertThat(String.join("\n", Conclusions.of(equal)))
        .contains("Pick small", "Faster: small", "with 1,000 parameters")
        .contains("fine-tuning, by which backbones may rank otherwise")
        .doesNotContain("trainable", "another seed", "strategy", "more training images");
    assertThat(Recommendation.of(raced(800, 10, 951, 400)).orElseThrow().pick())
        .as("fifteen points are worth the time")
        .contains("large");
    assertThat(Recommendation.of(raced(950, 10, 951, 40)).orElseThrow().pick())
        .as("half a minute decides nothing")
        .contains("large");
  }

  @Test
  void nothingLearntIsSaidOfBackbones() {
    assertThat(String.join("\n", Conclusions.of(raced(500, 10, 500, 400))))
        .contains("No pick", "No backbone is shown to beat");
  }

  /** Of a thousand images. */
  private static ComparisonRecord raced(int small, double seconds, int large, double longer) {
    List<RunRecord> runs = List.of(probe("small", small, seconds), probe("large", large, longer));
    return Made.record(1000, 1, runs)
        .withBackbones(List.of(backbone("small", 0.001), backbone("large", 0.1)));
  }

  private static RunRecord probe(String label, int right, double seconds) {
    RunRecord run = Made.run(label, 0, Made.first(right, 1000), seconds, seconds, false);
    return Made.fitted(run);
  }

  private static RacedBackbone backbone(String label, double seconds) {
    var weights = new Backbone.Provenance("w", "MIT", "s");
    return new RacedBackbone(
        label,
        "probe",
        new ComparisonRecord.Model("resnet18", weights, Preprocessing.imageNet()),
        seconds);
  }
}
