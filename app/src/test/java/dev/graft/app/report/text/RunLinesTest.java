package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.StageParameters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is said of a run while it goes. */
final class RunLinesTest {

  private static List<StageParameters> stages(int cut) {
    String[] names = {"stem", "layer1", "layer2", "pool", "head"};
    long[] totals = {10, 20, 30, 0, 5};
    return java.util.stream.IntStream.range(0, names.length)
        .mapToObj(i -> new StageParameters(names[i], totals[i], i < cut ? 0 : totals[i]))
        .toList();
  }

  @Test
  void whatLearnsIsOneLineHoweverManyStagesThereAre() {
    assertThat(RunLines.of("partial:layer2", 1, stages(2), true))
        .containsExactly(
            "partial:layer2, seed 1: 35 of 65 parameters learn",
            "  stem to layer1 frozen, layer2 to head trained");
    assertThat(RunLines.of("feature-extract", 1, stages(4), true))
        .last()
        .isEqualTo("  stem to pool frozen, head trained");
    assertThat(RunLines.of("fine-tune", 1, stages(0), true))
        .last()
        .isEqualTo("  stem to head trained");
    assertThat(RunLines.of("fine-tune", 1, stages(0), false)).hasSize(1);
    assertThat(RunLines.of("fine-tune", 1, List.of(), true)).hasSize(1);
  }

  @Test
  void anEpochOnFeaturesThatAreThereHasMillisecondsAndNoRate() {
    assertThat(RunLines.epoch(epoch(0.0044), "validation"))
        .isEqualTo("Epoch 1: val acc 0.500  loss 1.000  4 ms");
    assertThat(RunLines.epoch(epoch(12.34), "test"))
        .isEqualTo("Epoch 1: test acc 0.500  loss 1.000  12.3 s  130 images/s");
  }

  private static EpochRecord epoch(double seconds) {
    OptionalDouble none = OptionalDouble.empty();
    OptionalDouble half = OptionalDouble.of(0.5);
    return new EpochRecord(
        1, 1, half, none, Optional.empty(), none, none, seconds, 0, 1600 / seconds);
  }
}
