package dev.graft.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.source.ImageSource;
import dev.graft.train.Checkpoints;
import dev.graft.train.Classifier;
import dev.graft.train.Tiny;
import dev.graft.train.Trainer;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.loop.BestEpoch;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The best epoch is kept, patience ends, and rates that lose to the frozen backbone are lowered.
 */
class EarlyStoppingTest {

  private static final Architecture SLIM = Architecture.shipped();

  @TempDir private Path folder;

  @Test
  void theEpochWithTheSmallestLossIsTheOneThatIsKept() throws IOException {
    // At a rate so high that epochs get better and worse.
    Strategy wild = Strategy.fineTune(SLIM, new Strategy.Rates(6, 3e-2, 3e-2));
    Seen seen = train(wild, EarlyStopping.stoppingAfter(0x7fff), true, event -> {});
    RunRecord run = seen.run();
    EpochRecord best = run.epochs().stream().min(Comparator.comparingDouble(BestEpoch::loss)).get();
    assertThat(run.keptEpoch()).isEqualTo(best.epoch());
    assertThat(best.epoch()).as("else this shows nothing").isLessThan(6);
    assertThat(seen.validation().accuracy()).isEqualTo(best.validationAccuracy().getAsDouble());
    assertThat(seen.validation().logLoss()).isCloseTo(BestEpoch.loss(best), within());
  }

  @Test
  void patienceEnds() throws IOException {
    Strategy wild = Strategy.fineTune(SLIM, new Strategy.Rates(30, 3e-2, 3e-2));
    RunRecord run = train(wild, EarlyStopping.stoppingAfter(2), true, event -> {}).run();
    assertThat(run.epochs().size()).isLessThan(30);
    assertThat(run.keptEpoch()).isEqualTo(run.epochs().size() - 2);
  }

  @Test
  void ratesThatLoseToTheFrozenBackboneAreLoweredAndThatIsSaid() throws IOException {
    Strategy wild = Strategy.probeThenFineTune(SLIM, new Strategy.Rates(1, 1, 1));
    var said = new ArrayList<String>();
    var phases = new ArrayList<Event>();
    Consumer<Event> listener =
        event -> {
          if (event instanceof Event.Notice notice) {
            said.add(notice.text());
          } else if (event instanceof Event.PhaseStarted) {
            phases.add(event);
          }
        };
    RunRecord run = train(wild, EarlyStopping.stoppingAfter(3), true, listener).run();
    assertThat(run.lowered()).isBetween(1, EarlyStopping.MOST_LOWERED);
    assertThat(said)
        .hasSize(run.lowered())
        .first()
        .asString()
        .contains("worse than the frozen backbone", "0.30 times the learning rates");
    assertThat(phases)
        .hasSize(2 + run.lowered())
        .first()
        .isEqualTo(new Event.PhaseStarted(1, 2, 1));
    assertThat(phases.subList(1, phases.size())).containsOnly(new Event.PhaseStarted(2, 2, 2));
    double kept = run.kept().validationAccuracy().getAsDouble();
    assertThat(kept).isGreaterThanOrEqualTo(run.epochs().get(0).validationAccuracy().getAsDouble());
  }

  @Test
  void testImagesDecideNothing() throws IOException {
    Strategy wild = Strategy.fineTune(SLIM, new Strategy.Rates(8, 3e-2, 3e-2));
    RunRecord run = train(wild, EarlyStopping.stoppingAfter(1), false, event -> {}).run();
    assertThat(run.epochs()).hasSize(8);
    assertThat(run.keptEpoch()).isEqualTo(8);
    assertThat(
            IntStream.rangeClosed(1, 7).map(n -> BestEpoch.withoutGain(run.epochs().subList(0, n))))
        .as("else this shows nothing")
        .anyMatch(without -> without > 0);
  }

  @Test
  void withoutWatchedImagesNothingEndsEarly() throws IOException {
    Strategy strategy = Strategy.featureExtract(SLIM, new Strategy.Rates(4, 1e-3, 1e-3));
    TrainSettings settings =
        TrainSettings.defaults().withEarlyStopping(EarlyStopping.stoppingAfter(1));
    try (Backbone backbone = Tiny.backbone(SLIM, folder);
        var trainer =
            new Trainer(Tiny.images(24, 1), Optional.empty(), backbone, settings, event -> {})) {
      Trainer.Result result = trainer.train("unwatched", strategy, 0);
      result.classifier().close();
      assertThat(result.run().epochs()).hasSize(4);
    }
  }

  @Test
  void stoppedAndResumedItKeepsTheSameEpoch() throws IOException {
    Strategy wild = Strategy.fineTune(SLIM, new Strategy.Rates(6, 3e-2, 3e-2));
    RunRecord whole = train(wild, EarlyStopping.stoppingAfter(6), true, event -> {}).run();
    var kept =
        Optional.of(new Checkpoints(folder.resolve("state.safetensors"), Duration.ofHours(1)));
    int[] epochs = new int[1];
    assertThatThrownBy(
            () ->
                train(
                    wild,
                    EarlyStopping.stoppingAfter(6),
                    true,
                    event -> {
                      if (event instanceof Event.EpochDone && ++epochs[0] == 5) {
                        Thread.currentThread().interrupt();
                      }
                    },
                    kept))
        .isInstanceOf(CancellationException.class);
    Thread.interrupted(); // the checkpoint was written in spite of it
    Seen resumed = train(wild, EarlyStopping.stoppingAfter(6), true, event -> {}, kept);
    assertThat(resumed.run().keptEpoch()).isEqualTo(whole.keptEpoch());
    assertThat(resumed.validation().accuracy())
        .isEqualTo(whole.kept().validationAccuracy().getAsDouble());
  }

  /** They choose the epoch that is kept: with others the run is another. */
  @Test
  void aCheckpointBelongsToTheWatchedImagesToo() throws IOException {
    Strategy strategy = Strategy.featureExtract(SLIM, new Strategy.Rates(1, 1e-3, 1e-3));
    ImageSource whole = Tiny.images(60, 2);
    var watched = new Trainer.Watched("validation", new Tiny.Part(whole, 0, 30));
    var others = new Trainer.Watched("validation", new Tiny.Part(whole, 30, 30));
    var mute = new Trainer.Watched("validation", new Tiny.Part(whole, 0, 30), false);
    goOn(strategy, Optional.of(watched));
    goOn(strategy, Optional.of(watched));
    for (Optional<Trainer.Watched> other :
        List.of(Optional.of(others), Optional.of(mute), Optional.<Trainer.Watched>empty())) {
      assertThatThrownBy(() -> goOn(strategy, other))
          .hasMessageContaining("checkpoint of another training");
    }
  }

  private void goOn(Strategy strategy, Optional<Trainer.Watched> watched) throws IOException {
    var kept = Optional.of(new Checkpoints(folder.resolve("state.safetensors"), Duration.ZERO));
    try (Backbone backbone = Tiny.backbone(SLIM, folder);
        var trainer =
            new Trainer(
                Tiny.images(24, 1), watched, backbone, TrainSettings.defaults(), event -> {})) {
      trainer.train("run", strategy, 3, kept).classifier().close();
    }
  }

  private record Seen(RunRecord run, Evaluation validation) {}

  private Seen train(
      Strategy strategy, EarlyStopping earlyStopping, boolean calibrates, Consumer<Event> events)
      throws IOException {
    return train(strategy, earlyStopping, calibrates, events, Optional.empty());
  }

  private Seen train(
      Strategy strategy,
      EarlyStopping earlyStopping,
      boolean calibrates,
      Consumer<Event> events,
      Optional<Checkpoints> kept)
      throws IOException {
    ImageSource validation = Tiny.images(30, 2);
    TrainSettings settings = TrainSettings.defaults().withSeed(3).withEarlyStopping(earlyStopping);
    try (Backbone backbone = Tiny.backbone(SLIM, folder);
        var trainer =
            new Trainer(
                Tiny.images(24, 1),
                Optional.of(
                    new Trainer.Watched(
                        calibrates ? "validation" : "test", validation, calibrates)),
                backbone,
                settings,
                events)) {
      Trainer.Result result = trainer.train("wild", strategy, 3, kept);
      try (Classifier classifier = result.classifier()) {
        return new Seen(result.run(), classifier.evaluate("validation", validation));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-5);
  }
}
