package dev.graft.compare.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Budget;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.Tuning;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.OptimizerSettings;
import dev.graft.train.Tiny;
import dev.graft.train.Trainer;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short runs on a tiny net, and the search that is made of them. */
class TrialsTest {

  private static final Architecture SLIM = Architecture.shipped();
  private static final int IMAGES = 40;
  private static final int BATCH = 8;
  private static final Strategy.Rates RATES = new Strategy.Rates(3, 1e-3, 1e-4);

  /** What is over before it begins. */
  private static final Budget NO_TIME = new Budget(Optional.of(Instant.EPOCH), Budget.TRIALS);

  private static final Budget AMPLE =
      new Budget(Optional.of(Instant.EPOCH.plus(Duration.ofDays(365_000))), Budget.TRIALS);

  @TempDir private Path folder;
  private Backbone backbone;
  private final List<Event.TrialDone> told = new ArrayList<>();

  @BeforeEach
  void load() throws IOException {
    backbone = Tiny.backbone(SLIM, folder);
  }

  @AfterEach
  void close() {
    backbone.close();
  }

  private static Candidate candidate(String text) {
    return Candidate.parse(text, SLIM, RATES);
  }

  private void with(Budget budget, int images, Used used) {
    ImageSource train = Tiny.images(images, 1);
    ImageSource validation = Tiny.images(12, 2);
    var settings =
        new TrainSettings(
            OptimizerSettings.Adam.defaults(),
            BATCH,
            Schedule.constant(),
            0,
            Augmentation.flip(),
            0,
            Resources.defaults());
    Consumer<Event> events =
        event -> {
          if (event instanceof Event.TrialDone done) {
            told.add(done);
          }
        };
    var voice = new TrialVoice(events);
    var sizes = new Search.Sizes(images, 12, 0, 1);
    try (var trainer =
        new Trainer(
            train,
            Optional.of(new Trainer.Watched("validation", validation)),
            backbone,
            settings,
            voice)) {
      var trials = new Trials(trainer, voice, SLIM, settings, RATES, sizes);
      used.with(trials, new Search(trials, BATCH, sizes, budget));
    }
  }

  private interface Used {
    void with(Trials trials, Search search);
  }

  @Test
  void aRangeTestHasItsStepsHoweverFewImagesThereAre() {
    for (int images : new int[] {IMAGES, 12, 41, 400}) {
      with(
          NO_TIME,
          images,
          (trials, search) -> {
            Trials.Seen seen = trials.range(candidate("feature-extract"));
            assertThat(seen.losses()).as("of %d images", images).hasSize(seen.steps());
            assertThat(seen.steps()).isBetween(20, 24);
          });
    }
    assertThat(told).as("of trials, which range tests are not").isEmpty();
  }

  @Test
  void ofGradualTheLastPhaseAloneIsRangeTested() {
    with(
        NO_TIME,
        IMAGES,
        (trials, search) -> {
          Candidate gradual = candidate("gradual@1e-2");
          assertThat(Trials.passes(gradual.strategy())).isGreaterThan(RATES.epochs());
          List<Double> losses = trials.range(gradual).losses();
          assertThat(losses).hasSize(20).isEqualTo(trials.range(candidate("lp-ft@1e-2")).losses());
        });
  }

  @Test
  void imagesOfAllPhasesCount() {
    with(
        NO_TIME,
        IMAGES,
        (trials, search) -> {
          var point = new Trials.Point(1e-4, 1e-4);
          trials.loss(candidate("gradual"), point, 2 * IMAGES);
          trials.loss(candidate("lp-ft"), point, 2 * IMAGES);
          int before = Trials.passes(candidate("gradual").strategy()) - RATES.epochs();
          assertThat(before).isPositive();
          assertThat(trials.all().get(0).images()).isEqualTo((before + 2) * IMAGES);
          assertThat(trials.all().get(1).images()).isEqualTo(2 * IMAGES);
        });
  }

  @Test
  void whatDivergesIsReadOnTheScaleOfAllPlannedSteps() {
    with(
        NO_TIME,
        IMAGES,
        (trials, search) -> {
          Trials.Seen seen = trials.range(candidate("fine-tune@1e30"));
          assertThat(seen.losses().size()).isLessThan(20);
          assertThat(seen.steps()).isEqualTo(20);
          assertThat(seen.loss()).isInfinite();
          double share = RangeTest.breaksAt(seen.losses(), 20, 1e-4).getAsDouble();
          assertThat(share).isLessThan(1);
        });
  }

  @Test
  void ratesThatWereGivenGetTheirShareOfTheTime() {
    var candidates = List.of(candidate("probe"), candidate("partial:layer4@1e-3"));
    with(NO_TIME, IMAGES, (trials, search) -> assertThat(epochs(search, candidates)).isEqualTo(1));
    with(
        AMPLE,
        IMAGES,
        (trials, search) -> {
          assertThat(epochs(search, candidates)).isEqualTo(Budget.MOST_EPOCHS);
          assertThat(search.tuning(0).choices()).as("they were not looked for").isEmpty();
        });
    with(
        Budget.ofTrials(2),
        IMAGES,
        (trials, search) -> assertThat(epochs(search, candidates)).isEqualTo(RATES.epochs()));
  }

  private static int epochs(Search search, List<Candidate> candidates) {
    Candidate last = search.choose(candidates).get(1);
    assertThat(last.label()).isEqualTo(candidates.get(1).label());
    assertThat(last.strategy().phases().get(0).backboneRate()).isEqualTo(1e-3);
    return last.strategy().epochs();
  }

  @Test
  void whyARateWasTakenIsWhatHappened() {
    with(
        NO_TIME,
        IMAGES,
        (trials, search) -> {
          search.choose(List.of(candidate("feature-extract"), candidate("fine-tune")));
          for (Tuning.Choice choice : search.tuning(0).choices()) {
            double highest = choice.label().equals("fine-tune") ? 3e-2 : 3e-1;
            boolean atTheTop = choice.backboneRate() > highest / 3.01;
            assertThat(choice.why())
                .as("of %s", choice)
                .contains(atTheTop ? "did not break" : "at which training broke");
          }
        });
  }
}
