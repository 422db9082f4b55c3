package dev.graft.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void medianOfAnOddCountIsTheMiddleValue() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9, 3));
  }

  @Test
  void medianOfAnEvenCountIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(8.0, 1.0, 2.0, 4.0))).isEqualTo(new Spread(3, 1, 8, 4));
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    // The machine ran at half its clock in the last round: no ratio shows it.
    Spread ratio = Spread.ofRatios(List.of(30.0, 32.0, 15.0), List.of(10.0, 8.0, 5.0));

    assertThat(ratio.median()).isCloseTo(3, within(1e-12));
    assertThat(ratio.min()).isCloseTo(3, within(1e-12));
    assertThat(ratio.max()).isCloseTo(4, within(1e-12));
  }

  @Test
  void textHasThreeDigitsThatSaySomething() {
    assertThat(Spread.of(List.of(1234.5, 0.1234, 12.345)).text()).isEqualTo("12.3 (0.123-1,235)");
    assertThat(Spread.of(List.of(1.2345)).text()).isEqualTo("1.23");
  }

  @Test
  void nothingMeasuredIsRefused() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
