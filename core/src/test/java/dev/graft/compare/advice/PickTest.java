package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.record.Made;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PickTest {

  private static Pick pick(RunRecord... runs) {
    return Pick.of(Made.record(500, 1, List.of(runs)));
  }

  private static RunRecord run(String label, int correct, double seconds) {
    return Made.run(label, 0, Made.first(correct, 500), 1, seconds, false);
  }

  @Test
  void theRecommendedOnesFirstSeedIsKept() {
    var record =
        Made.record(
            500,
            2,
            List.of(
                run("feature-extract", 300, 10),
                run("fine-tune", 450, 100),
                Made.run("feature-extract", 1, Made.first(310, 500), 1, 10, false),
                Made.run("fine-tune", 1, Made.first(460, 500), 1, 100, false)));
    RunRecord kept = Pick.of(record).run().orElseThrow();
    assertThat(kept.label())
        .isEqualTo(Recommendation.of(record).orElseThrow().pick().orElseThrow());
    assertThat(kept.seed()).isZero();
    assertThat(Pick.of(record).reason()).isEqualTo("the pick");
  }

  @Test
  void theOnlyOneIsKept() {
    assertThat(pick(run("fine-tune", 300, 10)).run().orElseThrow().label()).isEqualTo("fine-tune");
    RunRecord diverged = Made.withLosses(run("fine-tune", 300, 10), 0.9, 4e6);
    Pick left = pick(diverged, run("feature-extract", 250, 10));
    assertThat(left.run().orElseThrow().label()).isEqualTo("feature-extract");
    assertThat(left.reason()).isEqualTo("the only one left");
    assertThat(pick(diverged)).isEqualTo(new Pick(Optional.empty(), "every strategy diverged"));
  }

  @Test
  void withoutTestImagesTheValidationImagesDecide() {
    Pick pick = pick(untested("feature-extract", 0.6), untested("fine-tune", 0.8));
    assertThat(pick.run().orElseThrow().label()).isEqualTo("fine-tune");
    assertThat(pick.reason()).isEqualTo("the most accurate on the validation images");
  }

  @Test
  void whereNothingWasMeasuredNoneIsKept() {
    Pick pick = pick(untested("feature-extract", Double.NaN), untested("fine-tune", Double.NaN));
    assertThat(pick.run()).isEmpty();
    assertThat(pick.reason()).contains("without test and validation images");
  }

  private static RunRecord untested(String label, double validation) {
    RunRecord run = run(label, 300, 10);
    OptionalDouble none = OptionalDouble.empty();
    OptionalDouble seen = Double.isNaN(validation) ? none : OptionalDouble.of(validation);
    return new RunRecord(
        run.label(),
        run.strategy(),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        run.stages(),
        List.of(new EpochRecord(1, 1, seen, none, Optional.empty(), none, none, 1, 0, 100)),
        1,
        0,
        "validation",
        "",
        "",
        false,
        1,
        10,
        0,
        0,
        Optional.empty(),
        0);
  }
}
