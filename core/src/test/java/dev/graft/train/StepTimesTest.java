package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.torch.Precision;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.StepTimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTimesTest {

  private static List<StepTimes.Step> steps(int images, double... seconds) {
    return DoubleStream.of(seconds).mapToObj(s -> new StepTimes.Step(s, images)).toList();
  }

  @Test
  void theMedianAndTheRangeAreOfTheSteps() {
    StepTimes times = StepTimes.of(1, 176, steps(16, 5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11)).get();
    assertThat(times.phase()).isEqualTo(1);
    assertThat(times.steps()).isEqualTo(11);
    assertThat(times.median()).isEqualTo(6);
    assertThat(times.low()).isEqualTo(2);
    assertThat(times.high()).isEqualTo(10);
  }

  @Test
  void aSmallerBatchIsNoWholeStep() {
    var measured = new java.util.ArrayList<>(steps(32, 1.0, 1.0, 1.0));
    measured.add(new StepTimes.Step(0.5, 16));
    StepTimes times = StepTimes.of(0, 144, measured).orElseThrow();
    assertThat(times.low()).isEqualTo(1);
    assertThat(times.steps()).as("with the first one, which was not measured").isEqualTo(4.5);
    assertThat(StepTimes.of(0, 32, List.of())).isEmpty();
  }

  @Test
  void theFirstStepOfAPhaseOrProcessIsNotMeasured() {
    var first = new Tally(0);
    first.add(1, 8);
    assertThat(first.stepTimes(0)).isEmpty();
    first.add(1, 8);
    assertThat(first.stepTimes(0).orElseThrow().steps()).isEqualTo(2);
    var second = new Tally(2);
    second.add(1, 8);
    assertThat(second.stepTimes(0)).isPresent();
    var resumed = new Tally(2, new Checkpoint.Position(0, 1, 1, 8, 0.5));
    resumed.add(1, 8);
    assertThat(resumed.stepTimes(0)).isEmpty();
    resumed.add(1, 8);
    assertThat(resumed.stepTimes(0).orElseThrow().steps())
        .as("of the whole epoch")
        .isCloseTo(3, within(1e-9));
  }

  @Test
  void aCheckpointKeepsThem(@TempDir Path folder) {
    OptionalDouble none = OptionalDouble.empty();
    var times = new StepTimes(1, 4.5, 0.25, 0.125, 0.5, OptionalDouble.of(1.5));
    var unknown = new StepTimes(1, 4.5, 0.25, 0.125, 0.5, none);
    List<EpochRecord> epochs =
        List.of(
            new EpochRecord(1, 1, none, none, Optional.empty(), none, none, 1, 0, 100),
            new EpochRecord(
                2, 1, none, none, Optional.empty(), none, none, 1, 0, 100, Optional.of(times)),
            new EpochRecord(
                3, 1, none, none, Optional.empty(), none, none, 1, 0, 100, Optional.of(unknown)));
    var position = new Checkpoint.Position(0, 0, 0, 0, 0);
    Path file = folder.resolve("state.safetensors");
    var run = new RunIdentity("run", Precision.FLOAT32, 2);
    new Checkpoint(position, 3, epochs, Map.of(), Map.of(), Map.of(), Precision.FLOAT32, 0, 0)
        .write(file, run);
    assertThat(Checkpoint.read(file, run, Optional.empty()).epochs()).isEqualTo(epochs);
  }

  @Test
  void aRangeWithoutItsMedianIsRefused() {
    assertThatThrownBy(() -> new StepTimes(0, 1, 3, 1, 2, OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0, 3.0, 2.0");
  }
}
