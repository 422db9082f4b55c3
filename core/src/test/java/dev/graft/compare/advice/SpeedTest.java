package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Made;
import dev.graft.compare.summary.RunCost;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StepTimes;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Costs from step times, and what is said of them. */
class SpeedTest {

  private static final OptionalDouble QUIET = OptionalDouble.of(1);

  private static RunRecord run(String label, double totalSeconds) {
    return Made.run(label, 0, Made.first(300, 500), 1, totalSeconds, false);
  }

  /** Ten steps an epoch, which differ by 5 %. */
  private static StepTimes steps(double median) {
    return new StepTimes(0, 10, median, 0.95 * median, 1.05 * median, QUIET);
  }

  private static Summary summary(RunRecord run) {
    return new Summary(List.of(run));
  }

  /** Half of the range of its cost, as a share of the cost. */
  private static double spread(RunRecord run) {
    RunCost cost = RunCost.of(run);
    return (cost.high() - cost.low()) / 2 / cost.seconds();
  }

  private static List<String> said(RunRecord... runs) {
    ComparisonRecord record = Made.record(500, 1, List.of(runs));
    return Speed.sentences(Summary.of(record.runs()), record);
  }

  @Test
  void whatElseTheMachineDidForAWhileDoesNotCount() {
    // 3 epochs of 10 s, looks of 10 s as well, 5 s before them.
    RunRecord quiet = Made.withSteps(run("fine-tune", 65), 10, steps(1), steps(1), steps(1));
    RunRecord slowed = Made.withSteps(run("fine-tune", 165), 10, steps(1), steps(1), steps(1));
    assertThat(summary(quiet).cost()).isCloseTo(65, within(1e-9));
    assertThat(summary(slowed).cost()).as("what no step explains stays").isEqualTo(165);
    // An epoch in which everything took twice as long.
    RunRecord busy = Made.withSteps(run("fine-tune", 65), 10, steps(1), steps(2), steps(1));
    assertThat(summary(busy).cost()).isCloseTo(65, within(1e-9));
    assertThat(spread(busy)).isGreaterThan(1.5 * spread(quiet));
    // An epoch of 4 s and two of 20 s, looks as long, 5 s before them.
    RunRecord mostly =
        Made.withSteps(run("fine-tune", 93), 44 / 3.0, steps(0.4), steps(2), steps(2));
    assertThat(summary(mostly).cost()).as("no more than was measured").isCloseTo(93, within(1e-9));
    // Steps that were measured as 20 s an epoch and are 1 s each.
    RunRecord hidden = Made.withSteps(run("fine-tune", 45), 20, steps(1), steps(1));
    assertThat(summary(hidden).cost()).as("10 s an epoch, the rest as it was").isEqualTo(25);
  }

  @Test
  void whatHasNoStepsIsTakenAsMeasured() {
    RunRecord probe = Made.run("probe", 0, Made.first(300, 500), 1, 10, true, 30);
    assertThat(summary(probe).cost()).isEqualTo(40);
    assertThat(spread(probe)).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void costsDifferWhereTheirRangesDoNotMeet() {
    assertThat(Summary.costsDiffer(summary(run("probe", 10)), summary(run("lp-ft", 16)))).isTrue();
    assertThat(Summary.costsDiffer(summary(run("lp-ft", 16)), summary(run("probe", 10)))).isTrue();
    assertThat(Summary.costsDiffer(summary(run("probe", 10)), summary(run("lp-ft", 14)))).isFalse();
  }

  @Test
  void theSameWorkIsNotToldApartByTime() {
    RunRecord tuned = Made.withSteps(run("fine-tune", 65), 10, steps(1), steps(1), steps(1));
    RunRecord scratch = Made.withSteps(run("from-scratch", 125), 20, steps(2), steps(2), steps(2));
    assertThat(Summary.costsDiffer(summary(tuned), summary(scratch))).isFalse();
    RunRecord longer = Made.withSteps(run("fine-tune@1e-4", 185), 10, steps(1), steps(1));
    assertThat(Summary.costsDiffer(summary(tuned), summary(longer))).as("other epochs").isTrue();
    assertThat(said(tuned, scratch).get(0))
        .isEqualTo(
            "No clear difference in time: from 65.0 s (fine-tune) to 125.0 s (from-scratch), no"
                + " more than times vary here.");
  }

  @Test
  void aBusyMachineIsSaidToBe() {
    var rough = new StepTimes(0, 10, 1, 0.9, 1.89, QUIET);
    RunRecord tuned = Made.withSteps(run("fine-tune", 65), 10, rough, rough);
    List<String> said = said(run("feature-extract", 5), tuned);
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).startsWith("Faster: feature-extract, 5.0 s with");
    assertThat(said.get(1))
        .isEqualTo(
            "The machine was busy: step times of fine-tune varied by a factor of 2.1, so times are"
                + " rough.");
    // Made records are of 2 cores, with 2 threads of the network beside those that decode.
    var waiting = new StepTimes(0, 10, 1, 0.98, 1.02, OptionalDouble.of(60.25));
    assertThat(said(run("feature-extract", 5), Made.withSteps(run("fine-tune", 65), 10, waiting)))
        .last()
        .asString()
        .startsWith("The machine was busy: 60.3 threads ran or waited for its 2 cores, ")
        .matches(".* of them Graft's, so times are rough\\.");
    RunRecord quiet = Made.withSteps(run("fine-tune", 65), 10, steps(1), steps(1));
    assertThat(said(run("feature-extract", 5), quiet)).hasSize(1);
  }

  @Test
  void nothingIsSaidOfOneAlone() {
    assertThat(said(run("feature-extract", 5))).isEmpty();
  }
}
