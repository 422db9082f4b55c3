package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CurveFitTest {

  @Test
  void explore() {
    for (PowerLaw law :
        List.of(
            new PowerLaw(0.05, 0.15 * Math.pow(1600, 0.5), 0.5),
            new PowerLaw(0.1, 0.1 * Math.pow(1600, 0.3), 0.3),
            new PowerLaw(0, 0.2 * Math.pow(1600, 0.25), 0.25),
            new PowerLaw(0.15, 0.02 * 1600, 1),
            new PowerLaw(0.2, 0, 1),
            new PowerLaw(0, 0.03 * Math.pow(1600, 0.8), 0.8),
            new PowerLaw(0.02, 0.3 * Math.pow(1600, 0.1), 0.1))) {
      for (int count : List.of(8, 4)) {
        for (int seeds : List.of(1, 2)) {
          for (double same : List.of(0.0, 0.7)) {
            explore(law, count, seeds, same);
          }
        }
      }
    }
  }

  private static void explore(PowerLaw law, int count, int seeds, double same) {
    var curve = new SimulatedCurve(law, 500, same, 0.007);
    List<Integer> sizes = CurveSizes.geometric(1600, 10, count);
    var chance = new Random(1);
    var noise = new CurveNoise(500);
    int in = 0;
    int inSame = 0;
    double width = 0;
    double bias = 0;
    int n = 60;
    for (int i = 0; i < n; i++) {
      var mode = CurveMode.of(curve.points("m", sizes, seeds, i, chance)).get(0);
      var p = CurveFit.of(mode, noise).orElseThrow().at(3200, 1);
      double fresh = curve.points("m", List.of(3200), 1, 7_000_000 + i, chance).get(0).accuracy();
      double again = curve.points("m", List.of(3200), 1, i, chance).get(0).accuracy();
      in += p.holds(fresh) ? 1 : 0;
      inSame += p.holds(again) ? 1 : 0;
      width += (p.high() - p.low()) / n;
      bias += (p.accuracy() - 1 + law.error(3200)) / n;
    }
    System.out.printf(
        "floor %.2f exp %.2f sizes %d seeds %d same %.1f: fresh %d same %d width %.3f bias %.3f%n",
        law.floor(), law.exponent(), count, seeds, same, in, inSame, width, bias);
    assertThat(n).isPositive();
  }
}
