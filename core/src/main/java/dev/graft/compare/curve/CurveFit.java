package dev.graft.compare.curve;

import dev.graft.compare.curve.PowerLawFit.Errors;
import dev.graft.compare.summary.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A power law through one candidate's curve, and what else the curve might have been: laws fitted
 * to the first law's errors with other noise (parametric bootstrap).
 *
 * @param law of weighted least squares
 * @param others one law for each draw of the noise
 * @param sizes it was fitted to, ascending
 * @param images that are right or wrong, behind each measured error: of another metric than
 *     accuracy as many as tell so much
 * @param runVariance of a run's error, beside that of the test images
 * @param stretch factor on all variances, 1 or more: above it the law fits worse than chance
 */
public record CurveFit(
    PowerLaw law,
    List<PowerLaw> others,
    List<Integer> sizes,
    double images,
    double runVariance,
    double stretch) {

  /** Three numbers are fitted; with as many sizes any curve fits and nothing says how well. */
  public static final int LEAST_SIZES = 4;

  private static final int ROUNDS = 4;
  private static final int HALVINGS = 50;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  public CurveFit {
    others = List.copyOf(others);
    sizes = List.copyOf(sizes);
  }

  /**
   * A value of the metric that was not measured.
   *
   * @param size training images
   * @param low end of the 95 % interval
   * @param high other end
   */
  public record Prediction(double size, double value, double low, double high) {

    /** Whether what was measured lies in the interval. */
    public boolean holds(double measured) {
      return low <= measured && measured <= high;
    }
  }

  /** Standard deviation of a run's error, beside that of the test images. */
  public double runDeviation() {
    return Math.sqrt(runVariance);
  }

  /** The fit to all levels of a curve; empty with fewer than {@link #LEAST_SIZES} sizes. */
  static Optional<CurveFit> of(CurveMode mode, CurveNoise noise) {
    if (mode.levels().size() < LEAST_SIZES) {
      return Optional.empty();
    }
    List<Integer> sizes = mode.levels().stream().map(CurveLevel::size).toList();
    double runVariance = mode.runVariance();
    List<Double> errors = mode.levels().stream().map(level -> 1 - level.value()).toList();
    var fit = new PowerLawFit(sizes);
    Errors measured = new Errors(errors, variances(mode, errors, runVariance));
    PowerLaw law = fit.fit(measured);
    for (int i = 1; i < ROUNDS; i++) { // variances are those of the law, not of lucky points
      measured = new Errors(errors, variances(mode, smooth(mode, law), runVariance));
      law = fit.fit(measured);
    }
    double freedom = sizes.size() - (LEAST_SIZES - 1);
    double stretch = Math.max(1, fit.misfit(measured, law) / freedom);
    List<Double> base = smooth(mode, law);
    var others = new ArrayList<PowerLaw>();
    for (List<Double> shifts : noise.of(mode, runVariance)) {
      var moved = new ArrayList<Double>();
      for (int i = 0; i < base.size(); i++) {
        moved.add(base.get(i) + Math.sqrt(stretch) * shifts.get(i));
      }
      others.add(fit.fit(new Errors(moved, measured.variances())));
    }
    return Optional.of(new CurveFit(law, others, sizes, mode.imagesWorth(), runVariance, stretch));
  }

  private static List<Double> smooth(CurveMode mode, PowerLaw law) {
    return mode.levels().stream().map(level -> law.error(level.size())).toList();
  }

  /** What measured errors of each level would have where true ones are {@code about}. */
  private static List<Double> variances(CurveMode mode, List<Double> about, double runVariance) {
    double images = mode.imagesWorth();
    var variances = new ArrayList<Double>();
    for (int i = 0; i < about.size(); i++) {
      int runs = mode.levels().get(i).points().size();
      variances.add(binomial(about.get(i), images) + runVariance / runs);
    }
    return variances;
  }

  /** Variance of a measured share; no error seen is no proof of none. */
  static double binomial(double error, double total) {
    double least = 1.0 / (total + 2);
    double share = Math.min(Math.max(error, least), 1 - least);
    return share * (1 - share) / total;
  }

  /**
   * The value that {@code runs} trainings on {@code size} images would have in the mean, on as many
   * test images as before: what is uncertain is the curve, the test images and the runs.
   */
  public Prediction at(double size, int runs) {
    return new Prediction(
        size,
        1 - law.error(size),
        1 - quantile(size, runs, 0.975),
        1 - quantile(size, runs, 0.025));
  }

  /** Of the mixture of the laws' errors, each with its normal noise; in [0, 1]. */
  private double quantile(double size, int runs, double probability) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (below(middle, size, runs) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private double below(double error, double size, int runs) {
    double sum = 0;
    for (PowerLaw other : others) {
      double mean = other.error(size);
      double variance = stretch * (binomial(mean, images) + runVariance / runs);
      sum += NORMAL.cumulativeProbability((error - mean) / Math.sqrt(variance));
    }
    return sum / others.size();
  }

  /** The 95 % band of the curve itself, as values at {@code size}, without a test's noise. */
  public Interval band(double size) {
    double[] errors = others.stream().mapToDouble(other -> other.error(size)).sorted().toArray();
    int tail = (int) Math.round(errors.length * 0.025);
    return new Interval(1 - errors[errors.length - 1 - tail], 1 - errors[tail]);
  }
}
