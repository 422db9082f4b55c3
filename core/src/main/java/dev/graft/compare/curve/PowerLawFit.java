package dev.graft.compare.curve;

import java.util.List;

/**
 * Fits power laws to errors at the same sizes again and again: the law with the least sum of
 * squared differences over variances. For a given exponent floor and scale are a linear problem
 * with bounds, so the search is along the exponent alone: over a grid, and then between the best
 * one's neighbours.
 */
final class PowerLawFit {

  private static final int GRID = 48;
  private static final int REFINEMENTS = 12;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double STEP = Math.log(PowerLaw.STEEPEST / PowerLaw.FLATTEST) / (GRID - 1);

  private final double[] logSizes;
  private final double largest;

  /** The powers of the sizes for each exponent of the grid: [GRID][sizes]. */
  private final double[][] powers = new double[GRID][];

  /** What there is to fit to: as many as there are sizes, variances above 0. */
  record Errors(List<Double> errors, List<Double> variances) {}

  /** The best law for one exponent, in units of the largest size, and how badly it fits. */
  private record Trial(double floor, double scale, double exponent, double misfit) {}

  /** Fits at these sizes. */
  PowerLawFit(List<Integer> sizes) {
    largest = sizes.stream().mapToInt(n -> n).max().orElseThrow();
    // In units of the largest size numbers stay near 1, whatever the exponent.
    logSizes = sizes.stream().mapToDouble(n -> Math.log(n / largest)).toArray();
    for (int i = 0; i < GRID; i++) {
      powers[i] = powers(exponent(i));
    }
  }

  private static double exponent(double place) {
    return PowerLaw.FLATTEST * Math.exp(Math.max(0, Math.min(place, GRID - 1)) * STEP);
  }

  private double[] powers(double exponent) {
    double[] values = new double[logSizes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(-exponent * logSizes[i]);
    }
    return values;
  }

  /** The law that fits best. */
  PowerLaw fit(Errors measured) {
    double[] errors = measured.errors().stream().mapToDouble(e -> e).toArray();
    double[] weights = measured.variances().stream().mapToDouble(v -> 1 / v).toArray();
    int best = 0;
    Trial trial = trial(errors, weights, powers[0], exponent(0));
    for (int i = 1; i < GRID; i++) {
      Trial next = trial(errors, weights, powers[i], exponent(i));
      if (next.misfit() < trial.misfit()) {
        trial = next;
        best = i;
      }
    }
    Trial refined = refine(errors, weights, best);
    Trial chosen = refined.misfit() < trial.misfit() ? refined : trial;
    double scale = chosen.scale() * Math.pow(largest, chosen.exponent());
    return new PowerLaw(chosen.floor(), scale, chosen.exponent());
  }

  /** Golden-section search. */
  private Trial refine(double[] errors, double[] weights, int best) {
    double low = best - 1;
    double high = best + 1;
    Trial left = trial(errors, weights, high - GOLDEN * (high - low));
    Trial right = trial(errors, weights, low + GOLDEN * (high - low));
    for (int i = 0; i < REFINEMENTS; i++) {
      if (left.misfit() <= right.misfit()) {
        high = low + GOLDEN * (high - low);
        right = left;
        left = trial(errors, weights, high - GOLDEN * (high - low));
      } else {
        low = high - GOLDEN * (high - low);
        left = right;
        right = trial(errors, weights, low + GOLDEN * (high - low));
      }
    }
    return left.misfit() <= right.misfit() ? left : right;
  }

  private Trial trial(double[] errors, double[] weights, double place) {
    double exponent = exponent(place);
    return trial(errors, weights, powers(exponent), exponent);
  }

  private static Trial trial(double[] errors, double[] weights, double[] u, double exponent) {
    double w = 0;
    double wu = 0;
    double wuu = 0;
    double wy = 0;
    double wuy = 0;
    for (int i = 0; i < u.length; i++) {
      w += weights[i];
      wu += weights[i] * u[i];
      wuu += weights[i] * u[i] * u[i];
      wy += weights[i] * errors[i];
      wuy += weights[i] * u[i] * errors[i];
    }
    double slope = (w * wuy - wu * wy) / (w * wuu - wu * wu);
    double floor = (wy - slope * wu) / w;
    if (floor < 0) {
      floor = 0;
      slope = wuy / wuu;
    }
    if (!(slope > 0)) {
      floor = Math.max(0, wy / w);
      slope = 0;
    }
    double misfit = 0;
    for (int i = 0; i < u.length; i++) {
      double off = errors[i] - floor - slope * u[i];
      misfit += weights[i] * off * off;
    }
    return new Trial(floor, slope, exponent, misfit);
  }

  /** Sum over the sizes of squared difference over variance. */
  double misfit(Errors measured, PowerLaw law) {
    double sum = 0;
    for (int i = 0; i < logSizes.length; i++) {
      double off = measured.errors().get(i) - law.error(largest * Math.exp(logSizes[i]));
      sum += off * off / measured.variances().get(i);
    }
    return sum;
  }
}
