package dev.graft.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.app.report.html.LiveCourse;
import dev.graft.app.report.json.Records;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class LiveStateTest {

  private static final Path OUT = Path.of("out");

  private final LiveState state = new LiveState();

  private HowFar far() {
    return state.howFar(System.nanoTime());
  }

  private LiveCourse course(int run) {
    return state.results().charts().courses().get(run);
  }

  @Test
  void beforeAnythingIsKnownThatIsSaid() {
    assertThat(far().heading()).isEqualTo("Getting ready");
    assertThat(far().share()).isZero();
    assertThat(far().left().figure()).isEqualTo("unknown");
    assertThat(state.moment()).isEmpty();
  }

  @Test
  void itSaysWhichRunPhaseAndEpochItIsAt() {
    state.begin(Told.plan(OUT, 2, "probe", "lp-ft", "partial:layer4"));
    state.accept(Told.started("lp-ft", 1, 4));
    assertThat(far().heading()).isEqualTo("lp-ft");
    assertThat(far().where())
        .isEqualTo(
            "Run 5 of 6, seed 1: phase 1 of 2: the head is fitted to the end. Epoch 1 of 4.");
    assertThat(far().left().figure()).as("the next phase is another matter").isEqualTo("unknown");
    state.accept(Told.epoch("lp-ft", 1, 0.5));
    state.accept(Told.step(2, 50, 0.7));
    assertThat(far().where()).contains("phase 2 of 2: everything learns. Epoch 2 of 4.");
    assertThat(far().share()).isCloseTo((1 + 0.5) / (2 * (1 + 4 + 3)), within(1e-9));
    assertThat(far().work()).isEqualTo("Epoch 2: 50 of 100 images");
    assertThat(far().workShare()).isEqualTo(0.5);
    assertThat(far().loss()).hasValue(0.7);
    assertThat(state.moment())
        .hasValue(new LiveState.Moment("lp-ft", 1, 2, 50, /* isFit= */ false));
    state.accept(Told.started("partial:layer4", 1, 3));
    assertThat(far().where()).contains("Run 6 of 6").contains("layer4 and what lies behind it");
    assertThat(far().loss()).as("of another run").isEmpty();
  }

  @Test
  void timeLeftSaysWhatItDoesNotKnow() {
    state.begin(Told.plan(OUT, 1, "feature-extract", "fine-tune"));
    state.accept(Told.started("feature-extract", 0, 3));
    assertThat(far().left().more()).isEqualTo("until the pace of this run is known");
    state.accept(Told.epoch("feature-extract", 1, 0.5));
    HowFar.TimeLeft left = far().left();
    assertThat(left.figure()).startsWith("over ");
    assertThat(left.more()).isEqualTo("one more run whose pace is not known yet");
    assertThat(new HowFar.TimeLeft(OptionalDouble.of(100), 200, 0).figure())
        .isEqualTo("about 5\u00a0min 0\u00a0s");
    assertThat(new HowFar.TimeLeft(OptionalDouble.of(3500), 400, 0).figure())
        .isEqualTo("about 1\u00a0h 5\u00a0min");
    assertThat(new HowFar.TimeLeft(OptionalDouble.of(12.4), 0, 2).more())
        .isEqualTo("2 more runs whose pace is not known yet");
  }

  @Test
  void runsThatAreDoneAreNotDoneAgain() {
    ComparisonRecord record = Records.comparison(1);
    RunRecord first = record.runs().get(0);
    beginWith(List.of(first));
    assertThat(far().finished()).isEqualTo(1);
    assertThat(far().share()).isEqualTo(0.5);
    assertThat(course(0).state()).isEqualTo("done");
    assertThat(course(0).epochs()).hasSize(3);
    assertThat(course(0).test()).isPresent();
    assertThat(course(1).state()).isEqualTo("waiting");
  }

  private void beginWith(List<RunRecord> finished) {
    LivePlan plan = Told.plan(OUT, 1, "feature-extract", "fine-tune");
    state.begin(
        new LivePlan(
            plan.title(),
            OUT,
            plan.resume(),
            plan.stages(),
            plan.candidates(),
            plan.seeds(),
            plan.images(),
            plan.watched(),
            finished));
  }

  @Test
  void ofCrossValidatedImagesTheFirstFoldIsShown() {
    ComparisonRecord record = Records.comparison(1);
    RunRecord first = record.runs().get(0);
    RunRecord other = first.withTest(record.runs().get(2).test().orElseThrow());
    beginWith(List.of(first.withFold(1), other.withFold(2)));
    assertThat(course(0).test()).hasValue(first.test().orElseThrow().accuracy());
  }

  @Test
  void furtherFoldsAndTheTrainingOnAllImagesAreSaid() {
    RunRecord run = Records.comparison(1).runs().get(0);
    beginWith(List.of(run.withFold(1)));
    state.accept(new Event.FoldStarted(2, 5));
    assertThat(far().heading()).isEqualTo("Fold 2 of 5");
    state.accept(Told.started("fine-tune", 0, 3));
    state.accept(Told.step(1, 50, 0.7));
    assertThat(far().heading()).isEqualTo("fine-tune, fold 2 of 5");
    assertThat(far().where()).isEqualTo("Other images are tested. The charts show the first fold.");
    assertThat(far().work()).isEqualTo("Epoch 1: 50 of 100 images");
    assertThat(course(1).state()).as("of the first fold").isEqualTo("waiting");
    state.accept(new Event.RunDone(run));
    assertThat(far().heading()).isEqualTo("fine-tune, fold 2 of 5");

    state.soFar(Records.of(List.of(run.withFold(1), run.withFold(2)), 1, true));
    assertThat(far().heading()).isEqualTo("Writing results");
    state.accept(new Event.AllImages("feature-extract", 90, 10));
    state.accept(Told.started("feature-extract", 0, 3));
    state.accept(Told.step(1, 50, 0.7));
    assertThat(far().heading()).isEqualTo("feature-extract, all images");
    assertThat(far().where()).contains("without a test split");
    assertThat(course(0).test()).as("the first fold's").isPresent();
    state.accept(new Event.RunDone(run.withTest(run.test().orElseThrow())));
    assertThat(far().heading()).isEqualTo("Writing results");
  }

  @Test
  void whatWasStoppedIsStillKnownWhenItGoesOn() {
    LivePlan plan = Told.plan(OUT, 1, "fine-tune");
    state.begin(plan);
    state.accept(Told.started("fine-tune", 0, 3));
    state.accept(Told.step(1, 100, 0.9));
    state.accept(Told.epoch("fine-tune", 1, 0.5));
    state.accept(Told.step(2, 80, 0.6));
    state.end();
    assertThat(course(0).state()).isEqualTo("stopped");
    assertThat(far().share()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(state.moment()).as("its images are closed").isEmpty();
    state.begin(plan);
    state.accept(Told.started("fine-tune", 0, 3));
    state.accept(Told.step(2, 90, 0.5));
    assertThat(course(0).epochs()).extracting(e -> e.epoch()).containsExactly(1);
    assertThat(course(0).losses()).hasSizeGreaterThan(2);
    assertThat(far().where()).contains("Epoch 2 of 3");
  }

  @Test
  void anAttemptThatBeginsAgainReplacesItself() {
    state.begin(Told.plan(OUT, 1, "fine-tune"));
    state.accept(Told.started("fine-tune", 0, 3));
    state.accept(Told.step(1, 50, 100));
    state.accept(Told.step(1, 100, 100));
    state.accept(Told.step(1, 50, 0.9));
    assertThat(course(0).losses()).extracting(LiveCourse.Loss::value).containsExactly(0.9);
    state.accept(Told.epoch("fine-tune", 1, 0.3));
    state.accept(Told.epoch("fine-tune", 1, 0.4));
    assertThat(course(0).epochs()).hasSize(1);
    assertThat(course(0).epochs().get(0).validationAccuracy()).hasValue(0.4);
  }

  @Test
  void stepsAreToldToNobodyWhoOnlyListens() {
    state.begin(Told.plan(OUT, 1, "fine-tune"));
    state.accept(Told.started("fine-tune", 0, 3));
    int changes = state.changes();
    String said = far().said();
    for (int i = 1; i <= 100; i++) {
      state.accept(Told.step(1, i, 0.5));
    }
    assertThat(state.changes()).isEqualTo(changes);
    assertThat(far().said()).isEqualTo(said);
    state.accept(Told.epoch("fine-tune", 1, 0.875));
    assertThat(far().said()).isEqualTo("fine-tune: epoch 1 of 3 done, accuracy 87.5\u00a0%");
    assertThat(state.changes()).isGreaterThan(changes);
  }

  @Test
  void noticesAndTrialsAreListedButNotWithoutEnd() {
    state.begin(Told.plan(OUT, 1, "fine-tune"));
    for (int i = 0; i < 100; i++) {
      state.accept(new Event.Notice("notice " + i));
    }
    state.accept(new Event.TrialDone("fine-tune", 1e-3, 1e-4, 500, 0.5, 0.9));
    assertThat(state.results().notes()).hasSize(40).first().isEqualTo("notice 61");
    assertThat(state.results().notes().get(39)).startsWith("Trial fine-tune, 1.0e-03, 1.0e-04");
  }

  @Test
  void chartsShowWhatWasTold() {
    state.begin(Told.plan(OUT, 1, "feature-extract", "fine-tune"));
    state.accept(Told.started("feature-extract", 0, 3));
    assertThat(state.results().charts().accuracy().svg()).contains("nothing yet");
    for (int i = 1; i <= 2; i++) {
      state.accept(Told.step(i, 50, 2.0 / i));
      state.accept(Told.step(i, 100, 1.5 / i));
      state.accept(Told.epoch("feature-extract", i, 0.4 * i));
    }
    var charts = state.results().charts();
    assertThat(charts.accuracy().svg())
        .contains("data-y=\"0.4\"", "data-y=\"0.8\"")
        .doesNotContain("style=", "nothing yet");
    assertThat(charts.accuracy().numbers()).contains("0.400", "0.800");
    assertThat(charts.loss().svg()).contains("class=\"line s0\"", "class=\"line seen s0\"");
    assertThat(charts.accuracy().legend()).contains("feature-extract", "fine-tune");
    assertThat(charts.table("feature-extract"))
        .contains("<tr class=\"pick\"><th scope=\"row\">feature-extract</th>")
        .contains("<td>5,130</td><td>0.800</td><td>-</td><td>2.0</td><td>epoch 3 of 3</td>")
        .contains("<td>waiting</td>");
  }
}
