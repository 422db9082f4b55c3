package dev.graft.compare.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.record.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a search for learning rates is made of, without a network. */
class SearchPartsTest {

  @Test
  void aRateThatWasHardlyChosenIsNamed() {
    var tried = new Tuning.Choice("lp-ft", 1e-3, 1e-3, 2, "the best of 4 rates tried");
    var untried =
        new Tuning.Choice("gradual", 1e-3, 1e-3, 2, "a third of the highest; " + Tuning.NO_TIME);
    assertThat(new Tuning(List.of(tried, untried), List.of(), 1).notes(30))
        .singleElement()
        .asString()
        .startsWith("the learning rate of gradual was not compared with others: a third of");
    assertThat(new Tuning(List.of(tried), List.of(), 1).notes(29))
        .singleElement()
        .asString()
        .contains("on 29 validation images", "hardly");
    assertThat(new Tuning(List.of(untried), List.of(), 1).notes(29)).hasSize(1);
  }

  @Test
  void theBetterHalfGetsTwiceAsMuch() {
    var asked = new ArrayList<String>();
    List<Integer> last =
        Halving.best(
            List.of(1, 2, 3, 4),
            100,
            (rate, images) -> {
              asked.add(rate + ":" + images);
              return Math.abs(rate - 3.2);
            });
    assertThat(last).containsExactly(3, 4);
    assertThat(asked).containsExactly("1:100", "2:100", "3:100", "4:100", "3:200", "4:200");
    assertThat(Halving.cost(4)).isEqualTo(8);
  }

  @Test
  void aLossThatRisesAtTwoThirdsOfTheWayBreaksThere() {
    List<Double> losses =
        IntStream.range(0, 16).mapToObj(i -> i < 10 ? 2.0 - 0.05 * i : 12.0).toList();
    double share = RangeTest.breaksAt(losses, 16, 1e-3).getAsDouble();
    // Step 10 of 0 to 15 is at a share of 0.1 of the highest rate.
    assertThat(share).isCloseTo(Math.pow(1e-3, 1 - 10 / 15.0), within(1e-12));
  }

  /** Batches differ: one that is hard breaks nothing. */
  @Test
  void aSingleHardBatchDoesNotCount() {
    List<Double> losses =
        IntStream.range(0, 16).mapToObj(i -> i == 7 ? 1.2 : 0.3 + 0.1 * (i % 3)).toList();
    assertThat(RangeTest.breaksAt(losses, 16, 1e-3)).isEmpty();
  }

  @Test
  void whatNeverBreaksMayGoToTheTop() {
    assertThat(RangeTest.breaksAt(List.of(2.0, 1.9, 1.7, 1.5, 1.2, 1.0), 6, 1e-3)).isEmpty();
  }

  /** A loss that is no number ends a run, and nobody is told it: the list is short. */
  @Test
  void stepsThatAreMissingAreWhereItBroke() {
    List<Double> losses = IntStream.range(0, 15).mapToObj(i -> 2.0).toList();
    assertThat(RangeTest.breaksAt(losses, 20, 1e-4).getAsDouble())
        .isCloseTo(Math.pow(1e-4, 1 - 15 / 19.0), within(1e-12));
    assertThat(RangeTest.breaksAt(List.of(), 20, 1e-4)).hasValue(1e-4);
  }

  @Test
  void whatBrokeBeforeItDivergedBrokeAtThatRateOfTheWholeWay() {
    List<Double> losses = IntStream.range(0, 15).mapToObj(i -> i < 13 ? 2.0 : 40.0).toList();
    assertThat(RangeTest.breaksAt(losses, 20, 1e-4).getAsDouble()).isCloseTo(0.0546, within(1e-4));
  }
}
