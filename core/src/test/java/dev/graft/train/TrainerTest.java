package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.graft.Needs;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Precision;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.ElementType;
import dev.graft.train.cache.FeatureCache;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.features.Features;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.StageParameters;
import dev.graft.train.record.StepTimes;
import dev.graft.train.record.TrainingDivergedException;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("precision")
class TrainerTest {

  private static final Architecture RESNET18 = Architecture.named("resnet18");
  private static final Strategy.Rates TWO_EPOCHS =
      new Strategy.Rates(2, 1e-2, 1e-3, Phase.Statistics.MOVE_WHERE_UNFROZEN);

  @TempDir private Path folder;
  private Backbone backbone;
  private final ImageSource train = Tiny.images(24, 1);
  private final ImageSource validation = Tiny.images(12, 2);

  @BeforeEach
  void load() throws IOException {
    backbone = Tiny.backbone(RESNET18, folder);
  }

  @AfterEach
  void close() {
    backbone.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"feature-extract", "partial:layer4", "partial:layer2"})
  void theFrozenPartIsBitForBitWhatWasLoaded(String name) {
    Strategy strategy = Strategy.named(name, RESNET18, TWO_EPOCHS);
    List<String> frozen = names(RESNET18.prefix(strategy.phases().get(0).cut()).entries());
    String loaded = backbone.weights().sha256(frozen);
    try (var result = run(strategy, settings()).classifier()) {
      assertThat(result.weights().sha256(frozen)).isEqualTo(loaded);
      assertThat(frozen).anyMatch(entry -> entry.endsWith("running_mean"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"partial:layer4", "fine-tune", "naive-feature-extract"})
  void theLoadedBackboneItselfNeverChanges(String name) {
    String loaded = backbone.weights().sha256(names(RESNET18.entries()));
    run(Strategy.named(name, RESNET18, TWO_EPOCHS), settings()).classifier().close();
    assertThat(backbone.weights().sha256(names(RESNET18.entries()))).isEqualTo(loaded);
  }

  @Test
  void whatIsNotFrozenMoves() {
    Strategy strategy = Strategy.named("partial:layer4", RESNET18, TWO_EPOCHS);
    try (var classifier = run(strategy, settings()).classifier()) {
      for (Entry entry : RESNET18.stages().get(RESNET18.cutBefore("layer4")).layer().entries()) {
        assertThat(classifier.weights().sha256(List.of(entry.name())))
            .as(entry.name())
            .isNotEqualTo(backbone.weights().sha256(List.of(entry.name())));
      }
    }
  }

  @Test
  void naiveFeatureExtractionMovesStatisticsAndNothingElse() {
    Strategy strategy = Strategy.naiveFeatureExtract(RESNET18, TWO_EPOCHS);
    try (var classifier = run(strategy, settings()).classifier()) {
      for (Entry entry : RESNET18.entries()) {
        boolean same =
            classifier
                .weights()
                .sha256(List.of(entry.name()))
                .equals(backbone.weights().sha256(List.of(entry.name())));
        assertThat(same).as(entry.name()).isEqualTo(entry.isParameter());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"feature-extract", "partial:layer4", "fine-tune", "naive-feature-extract"})
  void theSameRunGivesTheSameDigits(String name) {
    Strategy strategy = Strategy.named(name, RESNET18, TWO_EPOCHS);
    Trainer.Result first = run(strategy, settings());
    Trainer.Result second = run(strategy, settings());
    assertThat(losses(second)).containsExactly(losses(first));
    assertThat(second.classifier().weights().sha256(names(RESNET18.entries(3))))
        .isEqualTo(first.classifier().weights().sha256(names(RESNET18.entries(3))));
    first.classifier().close();
    second.classifier().close();
  }

  /** Where features are computed steps differ, and those of a head alone take no time. */
  @Test
  void stepsAreMeasuredWhereTheyDoTheSameWork() {
    var frozen = run(Strategy.featureExtract(RESNET18, TWO_EPOCHS), settings());
    var partial =
        run(
            Strategy.named("partial:layer4", RESNET18, TWO_EPOCHS),
            settings(Augmentation.none(), 1L << 30));
    var tuned = run(Strategy.probeThenFineTune(RESNET18, TWO_EPOCHS), settings());
    assertThat(timed(frozen)).containsExactly(false, false);
    assertThat(timed(partial)).as("features, then steps").containsExactly(false, true);
    assertThat(timed(tuned)).as("a fit, then steps").containsExactly(false, true, true);
    StepTimes times = tuned.run().epochs().get(2).stepTimes().orElseThrow();
    assertThat(times.phase()).isEqualTo(1);
    assertThat(times.steps()).isEqualTo(3);
    List.of(frozen, partial, tuned).forEach(result -> result.classifier().close());
  }

  private static List<Boolean> timed(Trainer.Result result) {
    return result.run().epochs().stream().map(epoch -> epoch.stepTimes().isPresent()).toList();
  }

  @Test
  void aProbeFitsTheHeadBetterThanStepsDo() {
    Trainer.Result steps = run(Strategy.featureExtract(RESNET18, TWO_EPOCHS), settings());
    Trainer.Result probe = run(Strategy.probe(RESNET18), settings());
    Trainer.Result again = run(Strategy.probe(RESNET18), settings().withSeed(1));
    EpochRecord fitted = probe.run().epochs().get(0);
    assertThat(probe.run().epochs()).hasSize(1);
    assertThat(fitted.penalty()).isPresent();
    assertThat(fitted.trainLoss()).isLessThan(steps.run().epochs().get(1).trainLoss());
    assertThat(fitted.validationLoss()).isPresent();
    assertThat(probe.run().trainableParameters()).isEqualTo(513 * 3);
    List<String> head = names(RESNET18.head(3).entries());
    assertThat(again.classifier().weights().sha256(head)) // nothing in it is drawn
        .isEqualTo(probe.classifier().weights().sha256(head));
    assertThat(probe.classifier().weights().sha256(names(RESNET18.entries())))
        .isEqualTo(backbone.weights().sha256(names(RESNET18.entries())));
    List.of(steps, probe, again).forEach(result -> result.classifier().close());
  }

  @Test
  void afterAProbeEverythingGoesOnFromItsHead() {
    Strategy strategy = Strategy.probeThenFineTune(RESNET18, TWO_EPOCHS);
    Trainer.Result result = run(strategy, settings());
    Trainer.Result probe = run(Strategy.probe(RESNET18), settings());
    assertThat(result.run().epochs()).hasSize(3);
    assertThat(result.run().epochs().get(0).trainLoss())
        .isEqualTo(probe.run().epochs().get(0).trainLoss());
    assertThat(result.run().epochs().get(1).penalty()).isEmpty();
    assertThat(result.run().trainableParameters()).isEqualTo(RESNET18.parameters(3));
    String own = result.classifier().weights().sha256(names(RESNET18.entries()));
    assertThat(own).isNotEqualTo(backbone.weights().sha256(names(RESNET18.entries())));
    List.of(result, probe).forEach(r -> r.classifier().close());
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    Strategy strategy = Strategy.featureExtract(RESNET18, TWO_EPOCHS);
    Trainer.Result first = run(strategy, settings());
    Trainer.Result second = run(strategy, settings().withSeed(1));
    assertThat(losses(second)).isNotEqualTo(losses(first));
    first.classifier().close();
    second.classifier().close();
  }

  @ParameterizedTest
  @CsvSource({
    "feature-extract, FLOAT32, 1e-5",
    "partial:layer3, FLOAT32, 1e-5",
    "feature-extract, BFLOAT16, 1e-3",
    "partial:layer3, BFLOAT16, 1e-3"
  })
  void keptFeaturesTrainAsComputedOnesDo(String name, Precision precision, double tolerance) {
    Needs.precision(precision);
    Strategy strategy = Strategy.named(name, RESNET18, new Strategy.Rates(4, 1e-2, 1e-3));
    Resources memory = settings().resources().withPrecision(precision);
    Resources files = memory.withFeatureCache(FeatureCache.defaults(folder.resolve("features")));
    Trainer.Result computed = run(strategy, settings().withResources(memory.withCacheBytes(0)));
    Trainer.Result remembered = run(strategy, settings().withResources(memory));
    Trainer.Result written = run(strategy, settings().withResources(files));
    Trainer.Result found = run(strategy, settings().withResources(files));

    assertThat(computed.run().cache()).contains("every epoch", "exceed the cache limit");
    assertThat(remembered.run().cache()).contains("cached in memory");
    assertThat(written.run().cache()).contains("kept in the feature cache").doesNotContain("found");
    assertThat(found.run().cache()).contains("24 were cached by earlier commands");
    assertThat(List.of(computed, remembered, written, found))
        .extracting(result -> result.run().foundFeatures())
        .containsExactly(false, false, false, true);
    assertThat(found.run().foundSeconds()).as("an earlier command's").isZero();
    assertThat(losses(remembered)).containsExactly(losses(computed), within(tolerance));
    assertThat(losses(written)).containsExactly(losses(remembered));
    assertThat(losses(found)).as("to the digit").containsExactly(losses(written));
    List.of(computed, remembered, written, found).forEach(r -> r.classifier().close());
  }

  @Test
  void theCacheLimitHoldsForAllThatIsRememberedTogether() {
    long twentyRows = 20 * 512 * 4;
    Strategy pooled = Strategy.featureExtract(RESNET18, TWO_EPOCHS);
    Strategy deep = Strategy.partial(RESNET18, "pool", TWO_EPOCHS);
    var watched = Optional.of(new Trainer.Watched("validation", validation));
    var settings = settings(Augmentation.none(), twentyRows + 100);
    Trainer.Result computed = run(pooled, settings(Augmentation.none(), 0));
    try (var trainer = new Trainer(train, watched, backbone, settings, event -> {})) {
      var first = trainer.train("first", pooled, 0);
      var second = trainer.train("second", deep, 0);
      var third = trainer.train("third", pooled, 1);
      assertThat(first.run().cache()).contains("4 of 24 views an epoch exceed the cache limit");
      assertThat(losses(first)).containsExactly(losses(computed), within(1e-5));
      assertThat(first.run().foundFeatures()).isFalse();
      assertThat(second.run().cache()).contains("every epoch", "exceed the cache limit");
      assertThat(third.run().foundFeatures()).isTrue();
      assertThat(third.run().cache()).contains("0 were cached by earlier commands and 20");
      List.of(computed, first, second, third).forEach(result -> result.classifier().close());
    }
  }

  /** Who comes second is charged with what the first computed, and nobody twice. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void foundFeaturesAreChargedWhoeverComesFirst(boolean probeFirst) {
    Strategy steps = Strategy.featureExtract(RESNET18, TWO_EPOCHS);
    Strategy probe = Strategy.probe(RESNET18);
    var watched = Optional.of(new Trainer.Watched("validation", validation));
    var settings = settings(Augmentation.none(), 1L << 30);
    try (var trainer = new Trainer(train, watched, backbone, settings, event -> {})) {
      var first = trainer.train("first", probeFirst ? probe : steps, 0);
      var second = trainer.train("second", probeFirst ? steps : probe, 0);
      var third = trainer.train("third", steps, 1);
      var whole = trainer.train("whole", Strategy.probeThenFineTune(RESNET18, TWO_EPOCHS), 0);
      var other = trainer.train("other", Strategy.fineTune(RESNET18, TWO_EPOCHS), 0);
      double computing = second.run().foundSeconds();
      assertThat(first.run().foundSeconds()).isZero();
      assertThat(computing).isPositive().isLessThan(first.run().totalSeconds());
      assertThat(third.run().foundSeconds()).isEqualTo(computing, within(1e-9));
      // The head's time stands in lp-ft's, with the features if they were computed for it.
      assertThat(whole.run().foundSeconds()).isEqualTo(probeFirst ? 0 : computing, within(1e-9));
      assertThat(other.run().foundSeconds()).isZero();
      List.of(first, second, third, whole, other).forEach(r -> r.classifier().close());
    }
  }

  @Test
  void aLastBatchOfOneImageDoesNotSpoilTheStatistics() {
    Strategy strategy = Strategy.fineTune(RESNET18, TWO_EPOCHS);
    try (var trainer =
        new Trainer(Tiny.images(17, 1), Optional.empty(), backbone, settings(), event -> {})) {
      try (var classifier = trainer.train("odd", strategy, 0).classifier()) {
        for (String name : names(RESNET18.entries())) {
          assertThat(classifier.weights().get(name).doubles()).as(name).doesNotContain(Double.NaN);
        }
      }
    }
  }

  @Test
  void batchesOfOneSmallImageAreRefusedWithTheReason() {
    var settings =
        new TrainSettings(
            OptimizerSettings.Adam.defaults(),
            1,
            Schedule.constant(),
            0,
            Augmentation.none(),
            0,
            Resources.defaults().withLoaderThreads(1).withCacheBytes(0));
    assertThatThrownBy(() -> run(Strategy.fineTune(RESNET18, TWO_EPOCHS), settings))
        .hasMessageContaining("no variance to normalise by");
  }

  @Test
  void cropsAreNotRemembered() {
    Strategy strategy = Strategy.featureExtract(RESNET18, TWO_EPOCHS);
    var result = run(strategy, settings(Augmentation.randomResizedCrop(), 1L << 30));
    assertThat(result.run().cache()).contains("do not come again");
    result.classifier().close();
  }

  @Test
  void fixedCropsAreRemembered() {
    Strategy strategy = Strategy.featureExtract(RESNET18, new Strategy.Rates(3, 1e-2, 1e-3));
    var crops = Augmentation.fixedCrops(1);
    var result = run(strategy, settings(crops, 1L << 30));
    var computed = run(strategy, settings(crops, 0));
    assertThat(result.run().cache()).contains("0.1 MB cached in memory"); // 24 + 12 rows
    assertThat(losses(result)).containsExactly(losses(computed), within(1e-5));
    result.classifier().close();
    computed.classifier().close();
  }

  @Test
  void laterCommandsWithOtherSplitsDecodeNothingAgain() {
    Resources files =
        Resources.defaults().withFeatureCache(FeatureCache.defaults(folder.resolve("features")));
    TrainSettings settings = settings(Augmentation.none(), 0).withResources(files);
    Strategy strategy = Strategy.featureExtract(RESNET18, TWO_EPOCHS);
    run(strategy, settings).classifier().close();

    var part = new Tiny.Part(train, 4, 16);
    try (var features = new Features(files, event -> {});
        var trainer =
            new Trainer(part, Optional.empty(), backbone, settings, features, event -> {});
        var classifier = trainer.train("part", strategy, 1).classifier()) {
      assertThat(part.decoded()).isZero();
      var seen = new Tiny.Part(validation, 2, 10);
      Evaluation shared =
          Examination.examine(classifier, "test", seen, files, features, event -> {}).evaluation();
      assertThat(seen.decoded()).isZero();
      Evaluation alone = classifier.evaluate("test", seen);
      assertThat(shared.predictions()).isEqualTo(alone.predictions());
      assertThat(shared.logLoss()).isCloseTo(alone.logLoss(), within(1e-5));
      assertThat(seen.decoded()).isEqualTo(10);
    }
  }

  @Test
  void evaluationsOfOneComparisonShareWhatIsFrozen() {
    Resources memory = Resources.defaults();
    TrainSettings settings = settings(Augmentation.none(), 1L << 30);
    var test = new Tiny.Part(Tiny.images(9, 3), 0, 9);
    try (var features = new Features(memory, event -> {});
        var trainer =
            new Trainer(train, Optional.empty(), backbone, settings, features, event -> {})) {
      for (String name : List.of("partial:layer4", "partial:layer4", "fine-tune")) {
        Strategy strategy = Strategy.named(name, RESNET18, TWO_EPOCHS);
        try (var classifier = trainer.train(name, strategy, 0).classifier()) {
          Evaluation alone = classifier.evaluate("test", Tiny.images(9, 3));
          Evaluation shared =
              Examination.examine(classifier, "test", test, memory, features, event -> {})
                  .evaluation();
          assertThat(shared.predictions()).isEqualTo(alone.predictions());
          assertThat(shared.logLoss()).isCloseTo(alone.logLoss(), within(1e-5));
        }
      }
    }
    assertThat(test.decoded()).as("once for both partial runs, once for fine-tune").isEqualTo(18);
  }

  @Test
  void learnsWhatCanBeLearned() {
    Strategy strategy = Strategy.featureExtract(RESNET18, new Strategy.Rates(8, 3e-2, 1e-3));
    Trainer.Result result = run(strategy, settings());
    double[] losses = losses(result);
    assertThat(losses[7]).isLessThan(losses[0] / 2);
    try (var classifier = result.classifier()) {
      assertThat(classifier.evaluate("test", Tiny.images(30, 3)).accuracy()).isGreaterThan(0.8);
    }
  }

  @ParameterizedTest
  @EnumSource(Schedule.Shape.class)
  void schedulesAndEveryOptimiserTrain(Schedule.Shape shape) {
    for (OptimizerSettings optimizer :
        List.of(
            OptimizerSettings.Adam.defaults(),
            OptimizerSettings.AdamW.defaults(),
            OptimizerSettings.Sgd.defaults())) {
      var settings =
          new TrainSettings(
              optimizer,
              8,
              new Schedule(shape, 2),
              0.1,
              Augmentation.none(),
              0,
              Resources.defaults());
      Trainer.Result result = run(Strategy.featureExtract(RESNET18, TWO_EPOCHS), settings);
      assertThat(losses(result)[1]).as("" + optimizer).isLessThan(losses(result)[0]);
      result.classifier().close();
    }
  }

  /** bfloat16 rounds what the layers compute; what is learnt must be the same within that. */
  @ParameterizedTest
  @ValueSource(strings = {"feature-extract", "partial:layer4", "fine-tune", "fixed"})
  void bfloat16LossesAreNearFloat32Losses(String name) {
    Needs.bfloat16();
    // Small steps: large ones let any difference grow.
    var rates = new Strategy.Rates(2, 1e-3, 1e-4, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    Strategy strategy =
        name.equals("fixed")
            ? Strategy.fineTune(RESNET18, rates.withStatistics(Phase.Statistics.FIXED))
            : Strategy.named(name, RESNET18, rates);
    TrainSettings single = settings();
    Resources fast = single.resources().withPrecision(Precision.BFLOAT16);
    Trainer.Result expected = run(strategy, single);
    Trainer.Result actual = run(strategy, single.withResources(fast));
    assertThat(losses(actual)).isNotEqualTo(losses(expected));
    assertThat(losses(actual)[0]).isCloseTo(losses(expected)[0], withinPercentage(5));
    assertThat(losses(actual)[1]).isLessThan(losses(actual)[0]);
    expected.classifier().close();
    try (var classifier = actual.classifier()) {
      for (String entry : classifier.weights().names()) {
        ElementType type = classifier.weights().get(entry).type();
        assertThat(type).as(entry).isIn(ElementType.F32, ElementType.I64);
      }
    }
  }

  @Test
  void saysWhatWillLearnBeforeItTrains() {
    var events = new ArrayList<Event>();
    Strategy strategy = Strategy.partial(RESNET18, "layer4", TWO_EPOCHS);
    run(strategy, settings(), events::add).classifier().close();
    assertThat(events.get(0)).isInstanceOf(Event.RunStarted.class);
    var started = (Event.RunStarted) events.get(0);
    assertThat(started.stages().stream().map(StageParameters::stage))
        .containsExactly("stem", "layer1", "layer2", "layer3", "layer4", "pool", "head");
    assertThat(started.trainableParameters()).isEqualTo(8_393_728 + 513 * 3);
    assertThat(started.totalParameters()).isEqualTo(11_176_512 + 513 * 3);
    assertThat(events.get(1)).isEqualTo(new Event.PhaseStarted(1, 1, 1));
    assertThat(events.get(events.size() - 1)).isInstanceOf(Event.RunDone.class);
  }

  @Test
  void aRateThatIsTooHighIsNamedAsSuch() {
    var settings =
        new TrainSettings(
            new OptimizerSettings.Sgd(0, false, 0),
            8,
            Schedule.constant(),
            0,
            Augmentation.none(),
            0,
            Resources.defaults().withLoaderThreads(1).withCacheBytes(0));
    Strategy strategy = Strategy.fineTune(RESNET18, new Strategy.Rates(3, 1e20, 1e20));
    assertThatThrownBy(() -> run(strategy, settings))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("learning rate is too high");
  }

  @Test
  void anInterruptEndsTheRunBetweenBatches() {
    Consumer<Event> interrupting =
        event -> {
          if (event instanceof Event.Progress) {
            Thread.currentThread().interrupt();
          }
        };
    assertThatThrownBy(() -> run(Strategy.fineTune(RESNET18, TWO_EPOCHS), settings(), interrupting))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private Trainer.Result run(Strategy strategy, TrainSettings settings) {
    return run(strategy, settings, event -> {});
  }

  private Trainer.Result run(Strategy strategy, TrainSettings settings, Consumer<Event> events) {
    var watched = Optional.of(new Trainer.Watched("validation", validation));
    try (var trainer = new Trainer(train, watched, backbone, settings, events)) {
      return trainer.train(strategy.name(), strategy, settings.seed());
    }
  }

  private static TrainSettings settings() {
    return settings(Augmentation.flip(), 1L << 30);
  }

  private static TrainSettings settings(Augmentation augmentation, long cacheBytes) {
    return new TrainSettings(
        OptimizerSettings.Adam.defaults(),
        8,
        Schedule.constant(),
        0,
        augmentation,
        0,
        Resources.defaults().withLoaderThreads(2).withCacheBytes(cacheBytes));
  }

  private static double[] losses(Trainer.Result result) {
    return result.run().epochs().stream().mapToDouble(EpochRecord::trainLoss).toArray();
  }

  private static List<String> names(List<Entry> entries) {
    return entries.stream().map(Entry::name).toList();
  }
}
