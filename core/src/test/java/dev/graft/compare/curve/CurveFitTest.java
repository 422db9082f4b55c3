package dev.graft.compare.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.curve.CurveFit.Prediction;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurveFitTest {

  private static final int LARGEST = 1600;
  private static final int SIMULATIONS = 240;
  private static final int TESTS = 500;

  /** The law with that error at the largest size above its floor. */
  private static PowerLaw law(double floor, double reducible, double exponent) {
    return new PowerLaw(floor, reducible * Math.pow(LARGEST, exponent), exponent);
  }

  private static PowerLaw fitted(List<Integer> sizes, List<Double> errors) {
    return new PowerLawFit(sizes)
        .fit(new PowerLawFit.Errors(errors, Collections.nCopies(errors.size(), 1e-4)));
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0.15, 0.5", "0.1, 0.1, 0.3", "0, 0.2, 0.25", "0.15, 0.02, 1", "0.3, 0.1, 1.7"})
  void aLawIsFoundInItsOwnErrors(double floor, double reducible, double exponent) {
    PowerLaw truth = law(floor, reducible, exponent);
    List<Integer> sizes = CurveSizes.geometric(LARGEST, 10, 8);
    PowerLaw found = fitted(sizes, sizes.stream().map(n -> truth.error(n)).toList());
    assertThat(found.exponent()).isCloseTo(exponent, within(0.01 * exponent));
    assertThat(found.floor()).isCloseTo(floor, within(1e-3));
    for (int size : List.of(100, 700, LARGEST, 2 * LARGEST)) {
      assertThat(found.error(size)).isCloseTo(truth.error(size), within(1e-4));
    }
  }

  @Test
  void neitherFloorNorScaleIsNegative() {
    List<Integer> sizes = List.of(100, 200, 400, 800);
    PowerLaw falling = fitted(sizes, List.of(0.6, 0.4, 0.2, 0.0));
    assertThat(falling.floor()).isZero();
    assertThat(falling.error(1e9)).isNotNegative();
    PowerLaw rising = fitted(sizes, List.of(0.1, 0.2, 0.3, 0.4));
    assertThat(rising.scale()).isZero();
    assertThat(rising.error(1600)).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void whatWasMeasuredOftenCountsMore() {
    var errors = List.of(0.5, 0.4, 0.3, 0.1);
    var sure = new PowerLawFit.Errors(errors, List.of(1e-2, 1e-2, 1e-2, 1e-8));
    PowerLaw law = new PowerLawFit(List.of(100, 200, 400, 800)).fit(sure);
    assertThat(law.error(800)).isCloseTo(0.1, within(1e-3));
  }

  @Test
  void threeSizesAreTooFew() {
    var curve = new SimulatedCurve(law(0.1, 0.1, 0.5), TESTS, 0.7, 0);
    var noise = new CurveNoise(TESTS);
    for (int count : List.of(3, 4)) {
      List<Integer> sizes = CurveSizes.geometric(LARGEST, 10, count);
      CurveMode mode = CurveMode.of(curve.points("m", sizes, 2, 1, new Random(1))).get(0);
      assertThat(CurveFit.of(mode, noise).isPresent()).isEqualTo(count == 4);
    }
  }

  /** Of a training on twice the images, tested on other test images: both were never seen. */
  @ParameterizedTest
  @CsvSource({
    "0.05, 0.15, 0.5, 8, 2",
    "0.1, 0.1, 0.3, 6, 1",
    "0, 0.2, 0.25, 6, 2",
    "0.15, 0.02, 1, 8, 1",
    "0.02, 0.3, 0.1, 5, 2"
  })
  void theIntervalHoldsWhatTwiceTheImagesBring(
      double floor, double reducible, double exponent, int count, int seeds) {
    var curve = new SimulatedCurve(law(floor, reducible, exponent), TESTS, 0.7, 0.006);
    List<Integer> sizes = CurveSizes.geometric(LARGEST, 10, count);
    var noise = new CurveNoise(TESTS);
    var chance = new Random(1);
    int held = 0;
    double width = 0;
    for (int i = 0; i < SIMULATIONS; i++) {
      CurveMode mode = CurveMode.of(curve.points("m", sizes, seeds, i, chance)).get(0);
      Prediction foretold = CurveFit.of(mode, noise).orElseThrow().at(2.0 * LARGEST, 1);
      CurvePoint measured =
          curve.points("m", List.of(2 * LARGEST), 1, 1_000_000 + i, chance).get(0);
      held += foretold.holds(measured.accuracy()) ? 1 : 0;
      width += (foretold.high() - foretold.low()) / SIMULATIONS;
      assertThat(foretold.holds(foretold.value())).isTrue();
    }
    double coverage = (double) held / SIMULATIONS;
    assertThat(coverage).as("coverage of 95 %% intervals").isBetween(0.90, 0.99);
    // The test images alone make it 4 * sqrt(e (1 - e) / 500) wide: 0.06 at an error of 0.13.
    assertThat(width).as("mean width").isLessThan(0.16);
  }

  /** Runs that scatter, and those that go wrong on other images of one set, are told apart. */
  @Test
  void theScatterOfRunsIsFoundBesideThatOfImages() {
    List<Integer> sizes = CurveSizes.geometric(LARGEST, 10, 8);
    var steady = new SimulatedCurve(law(0.1, 0.1, 0.5), 2000, 0.5, 0);
    var shaky = new SimulatedCurve(law(0.1, 0.1, 0.5), 2000, 0.5, 0.02);
    assertThat(CurveMode.of(steady.points("m", sizes, 5, 1, new Random(2))).get(0).runVariance())
        .isLessThan(0.005 * 0.005);
    assertThat(CurveMode.of(shaky.points("m", sizes, 5, 1, new Random(2))).get(0).runVariance())
        .isBetween(0.013 * 0.013, 0.027 * 0.027);
  }
}
