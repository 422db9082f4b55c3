package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a search for learning rates is made of, without a network. */
class SearchPartsTest {

  @Test
  void theBetterHalfGetsTwiceAsMuch() {
    var asked = new ArrayList<String>();
    List<Integer> last =
        Halving.best(
            List.of(1, 2, 3, 4),
            100,
            1000,
            (rate, images) -> {
              asked.add(rate + ":" + images);
              return Math.abs(rate - 3.2);
            });
    assertThat(last).containsExactly(3, 4);
    assertThat(asked).containsExactly("1:100", "2:100", "3:100", "4:100", "3:200", "4:200");
    assertThat(Halving.cost(4)).isEqualTo(8);
  }

  @Test
  void nobodyGetsMoreImagesThanThereAre() {
    var asked = new ArrayList<Integer>();
    Halving.best(
        List.of(1, 2, 3, 4, 5, 6, 7, 8),
        100,
        250,
        (rate, images) -> {
          asked.add(images);
          return (double) rate;
        });
    assertThat(asked).hasSize(8 + 4 + 2).last().isEqualTo(250);
  }

  @Test
  void aLossThatRisesAtTwoThirdsOfTheWayBreaksThere() {
    List<Double> losses =
        IntStream.range(0, 16).mapToObj(i -> i < 10 ? 2.0 - 0.05 * i : 12.0).toList();
    double share = RangeTest.breaksAt(losses, 1e-3);
    // Step 10 of 0 to 15 is at a share of 0.1 of the highest rate.
    assertThat(share).isCloseTo(Math.pow(1e-3, 1 - 10 / 15.0), within(1e-12));
  }

  /** Batches differ: one that is hard breaks nothing. */
  @Test
  void aSingleHardBatchDoesNotCount() {
    List<Double> losses =
        IntStream.range(0, 16).mapToObj(i -> i == 7 ? 1.2 : 0.3 + 0.1 * (i % 3)).toList();
    assertThat(RangeTest.breaksAt(losses, 1e-3)).isEqualTo(1);
  }

  @Test
  void whatNeverBreaksMayGoToTheTop() {
    assertThat(RangeTest.breaksAt(List.of(2.0, 1.9, 1.7, 1.5, 1.2, 1.0), 1e-3)).isEqualTo(1);
  }

  @Test
  void whatIsNoNumberIsBroken() {
    assertThat(RangeTest.breaksAt(List.of(2.0, 1.9, Double.NaN, 1.5), 1e-3))
        .isCloseTo(Math.pow(1e-3, 1 / 3.0), within(1e-12));
  }
}
