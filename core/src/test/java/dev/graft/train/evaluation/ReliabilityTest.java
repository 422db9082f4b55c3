package dev.graft.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReliabilityTest {

  @Test
  void countsCasesByWhatWasSaid() {
    Reliability seen =
        Reliability.of(List.of(true, false, true, true), List.of(0.95, 0.99, 1.0, 0.2));
    assertThat(seen.bins()).hasSize(15);
    Reliability.Bin last = seen.bins().get(14);
    assertThat(last.count()).isEqualTo(3);
    assertThat(last.accuracy()).isEqualTo(2.0 / 3);
    assertThat(last.meanConfidence()).isCloseTo(0.98, within(1e-12));
    // 0.2 is the upper bound of the third bin, which it belongs to.
    assertThat(seen.bins().get(2).count()).isEqualTo(1);
    assertThat(seen.error()).isCloseTo((3 * (0.98 - 2.0 / 3) + 0.8) / 4, within(1e-12));
  }

  @Test
  void evaluationsKeepTheProbabilityOfWhatWasPredicted() {
    double[][] logits = {{2, 0, 0}, {0, 1, 0.5}};
    int[] labels = {0, 2};
    var scores = new Scores(logits, labels);
    Evaluation test =
        Evaluation.of(
            "test",
            List.of("a", "b", "c"),
            scores,
            scores.divided(2),
            new Temperature(2, 0, 0),
            labels);
    assertThat(test.confidences().get(0)).isCloseTo(Math.E / (Math.E + 2), within(1e-12));
    assertThat(test.isRight(0)).isTrue();
    assertThat(test.isRight(1)).isFalse();
    assertThat(test.reliability().error()).isEqualTo(test.calibrationError());
  }
}
