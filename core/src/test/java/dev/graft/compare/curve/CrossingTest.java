package dev.graft.compare.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrossingTest {

  private static final List<Integer> SIZES = CurveSizes.geometric(1600, 10, 8);

  /** Ends at 25 % of errors, and begins lower. */
  private static final PowerLaw FLAT = new PowerLaw(0.2, 0.05 * Math.pow(1600, 0.3), 0.3);

  /** Crosses it at 400 images: there both make 0.2 + 0.05 * 4^0.3 errors. */
  private static final PowerLaw STEEP =
      new PowerLaw(0.05, (FLAT.error(400) - 0.05) * Math.pow(400, 0.6), 0.6);

  private static Crossing crossing(PowerLaw a, PowerLaw b, int testImages, long images) {
    var chance = new Random(images);
    var points = new ArrayList<CurvePoint>();
    points.addAll(
        new SimulatedCurve(a, testImages, 0.7, 0.004).points("a", SIZES, 2, images, chance));
    points.addAll(
        new SimulatedCurve(b, testImages, 0.7, 0.004).points("b", SIZES, 2, images, chance));
    var noise = new CurveNoise(testImages);
    List<CurveFit> fits =
        CurveMode.of(points).stream().map(m -> CurveFit.of(m, noise).orElseThrow()).toList();
    return Crossing.of("a", fits.get(0), "b", fits.get(1));
  }

  @Test
  void twoLawsCrossWhereTheyDo() {
    assertThat(Crossing.from(STEEP, FLAT, 100, 1600)).isCloseTo(400, within(1.0));
    assertThat(Crossing.from(FLAT, STEEP, 100, 1600)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Crossing.from(STEEP, FLAT, 500, 1600)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void theBandHoldsTheTrueCrossing() {
    int held = 0;
    int simulations = 100;
    var medians = new ArrayList<Double>();
    for (int i = 0; i < simulations; i++) {
      Crossing found = crossing(FLAT, STEEP, 500, i);
      assertThat(found.leader()).isEqualTo("b");
      assertThat(found.verdict()).isEqualTo(Crossing.Verdict.MEASURED);
      assertThat(found.size()).isBetween(found.low(), found.high());
      held += found.low() <= 400 && 400 <= found.high() ? 1 : 0;
      medians.add(found.size());
    }
    assertThat(held).as("of 100 bands").isBetween(89, 100);
    assertThat(medians.stream().sorted().toList().get(simulations / 2)).isBetween(330.0, 480.0);
  }

  @Test
  void whoIsAheadThroughoutCrossesNowhere() {
    var worse = new PowerLaw(0.3, 0.05 * Math.pow(1600, 0.3), 0.3);
    Crossing found = crossing(FLAT, worse, 500, 1);
    assertThat(found.leader()).isEqualTo("a");
    assertThat(found.verdict()).isEqualTo(Crossing.Verdict.AHEAD_THROUGHOUT);
    assertThat(found.size()).isEqualTo(found.smallest());
  }

  @Test
  void equalsCannotBeTold() {
    int undecided = 0;
    for (int i = 0; i < 40; i++) {
      Crossing found = crossing(FLAT, FLAT, 500, i);
      undecided += found.verdict() == Crossing.Verdict.UNDECIDED ? 1 : 0;
    }
    assertThat(undecided).as("of 40").isGreaterThanOrEqualTo(34);
  }
}
