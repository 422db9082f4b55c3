package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.graft.Needs;
import dev.graft.Processor;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.Native;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("precision")
final class MachineSpeedTest {

  private static MeasuredSpeed.Rate rate(
      Precision precision, int threads, double forward, double train) {
    return new MeasuredSpeed.Rate(precision, threads, forward, train);
  }

  private static MeasuredSpeed.Rate plain() {
    return rate(Precision.FLOAT32, 4, 100, 80);
  }

  @Test
  void aMeasurementHasARateForEveryPrecisionAndEveryNumberOfThreads() {
    Needs.bfloat16();
    MeasuredSpeed result = MachineSpeed.measure(List.of(2, 1));
    assertThat(result.rates()).hasSize(4);
    assertThat(result.rates()).extracting(MeasuredSpeed.Rate::threads).containsExactly(2, 2, 1, 1);
    assertThat(result.rates().subList(0, 2))
        .extracting(MeasuredSpeed.Rate::precision)
        .containsExactly(Precision.FLOAT32, Precision.BFLOAT16);
    // A rate of this work is neither a millionth nor a million times that of any processor.
    assertThat(result.rates())
        .allMatch(rate -> rate.forward() > 1e-2 && rate.forward() < 1e6)
        .allMatch(rate -> rate.training() > 1e-2 && rate.training() < 1e6);
    assertThat(result.rates()).contains(result.fastest());
  }

  @Test
  void whatTheProcessorLacksIsNotMeasured() {
    try (var processor = Processor.baseline()) {
      MeasuredSpeed result = MachineSpeed.measure(List.of(2, 1));
      assertThat(result.rates())
          .extracting(MeasuredSpeed.Rate::precision)
          .containsExactly(Precision.FLOAT32, Precision.FLOAT32);
      assertThat(result.rates()).extracting(MeasuredSpeed.Rate::threads).containsExactly(2, 1);
      assertThat(result.precision()).isEqualTo(Precision.FLOAT32);
      assertThat(result.has(Precision.BFLOAT16)).isFalse();
      assertThat(MachineSpeed.isPossible(result)).isTrue();
      assertThat(
              MachineSpeed.isPossible(
                  new MeasuredSpeed(List.of(plain(), rate(Precision.BFLOAT16, 4, 1, 1)))))
          .isFalse();
    }
  }

  @Test
  void noMoreThreadsAreTriedThanThereAreCores() {
    List<Integer> tried = MachineSpeed.candidates();
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(tried).isNotEmpty().allMatch(threads -> threads >= 1 && threads <= cores);
    assertThat(tried).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void aMeasurementLeavesNothingBehind() {
    MachineSpeed.measure(List.of(1));
    long before = Native.liveObjects();
    MachineSpeed.measure(List.of(1));
    assertThat(Native.liveObjects()).isEqualTo(before);
  }

  @Test
  void bfloat16IsTakenWhereItIsFasterBothWays() {
    var fast = new MeasuredSpeed(List.of(plain(), rate(Precision.BFLOAT16, 4, 190, 150)));
    assertThat(fast.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(fast.gain()).isEqualTo(150.0 / 80);
  }

  @Test
  void float32IsKeptWhereBfloat16IsSlowerOrHardlyFaster() {
    for (MeasuredSpeed.Rate half :
        List.of(
            rate(Precision.BFLOAT16, 4, 50, 40),
            rate(Precision.BFLOAT16, 4, 115, 95),
            rate(Precision.BFLOAT16, 4, 300, 70),
            rate(Precision.BFLOAT16, 4, 90, 300))) {
      var result = new MeasuredSpeed(List.of(plain(), half));
      assertThat(result.precision()).as("%s", half).isEqualTo(Precision.FLOAT32);
      assertThat(result.fastest()).isEqualTo(plain());
    }
  }

  @Test
  void fewerThreadsAreTakenOnlyIfClearlyFaster() {
    MeasuredSpeed.Rate half = rate(Precision.BFLOAT16, 4, 200, 160);
    var slower = new MeasuredSpeed(List.of(plain(), half, rate(Precision.BFLOAT16, 2, 210, 165)));
    assertThat(slower.threads()).isEqualTo(4);
    var faster = new MeasuredSpeed(List.of(plain(), half, rate(Precision.BFLOAT16, 2, 250, 200)));
    assertThat(faster.threads()).isEqualTo(2);
    assertThat(faster.gain()).as("of what was chosen").isEqualTo(2.5);
  }

  /** With as many threads bfloat16 is slower, and still it is what is chosen. */
  @Test
  void theGainIsThatOfWhatIsChosenOverTheBestOfTheOther() {
    MeasuredSpeed.Rate all = rate(Precision.BFLOAT16, 4, 90, 75);
    var half = new MeasuredSpeed(List.of(plain(), all, rate(Precision.BFLOAT16, 2, 220, 160)));
    assertThat(half.threads()).isEqualTo(2);
    assertThat(half.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(half.gain()).isEqualTo(2);
    var plainly = new MeasuredSpeed(List.of(plain(), all, rate(Precision.FLOAT32, 2, 200, 160)));
    assertThat(plainly.precision()).isEqualTo(Precision.FLOAT32);
    assertThat(plainly.gain()).isEqualTo(90.0 / 200);
    assertThat(new MeasuredSpeed(List.of(plain())).gain()).isEqualTo(1);
  }

  @Test
  void whatIsNoRateIsRefused() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rate(Precision.FLOAT32, 1, wrong, 1))
          .withMessageContaining("GFLOP/s");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MeasuredSpeed(List.of(rate(Precision.BFLOAT16, 1, 1, 1))))
        .withMessageContaining("float32");
  }
}
