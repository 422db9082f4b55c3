package dev.graft.compare.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How measured errors would scatter had other test images been drawn and other seeds run: many
 * draws for every level of a curve. All levels and all candidates see the same redrawn test images,
 * as they saw the same test images, so what their errors share is shared in each draw (Efron's
 * bootstrap over images); runs scatter each for itself, normally.
 */
final class CurveNoise {

  static final int DRAWS = 1000;

  private static final long SEED = 0x6375727665L; // "curve" in ASCII

  /** How often each test image is in a draw: [DRAWS][test images]. */
  private final byte[][] times;

  private final int testImages;

  CurveNoise(int testImages) {
    this.testImages = testImages;
    this.times = new byte[DRAWS][testImages];
    var random = new Random(SEED);
    for (byte[] draw : times) {
      for (int i = 0; i < testImages; i++) {
        draw[random.nextInt(testImages)]++;
      }
    }
  }

  /**
   * For each draw, what it adds to the mean error of each level of {@code mode}.
   *
   * @param runVariance of a run's error about the mean of runs with other seeds
   */
  List<List<Double>> of(CurveMode mode, double runVariance) {
    List<double[]> shares = mode.levels().stream().map(this::errors).toList();
    var random = new Random(SEED ^ mode.label().hashCode());
    double oneImage = 1.0 / testImages; // where none is wrong, redrawing shows no noise at all
    var draws = new ArrayList<List<Double>>(DRAWS);
    for (byte[] draw : times) {
      var shifts = new ArrayList<Double>(shares.size());
      for (int i = 0; i < shares.size(); i++) {
        int runs = mode.levels().get(i).points().size();
        double deviation = Math.sqrt(runVariance / runs + oneImage * oneImage);
        shifts.add(shift(shares.get(i), draw) + deviation * random.nextGaussian());
      }
      draws.add(shifts);
    }
    return draws;
  }

  /** Of each test image, the mean over the level's runs of its part in the error. */
  private double[] errors(CurveLevel level) {
    double[] means = new double[testImages];
    for (CurvePoint point : level.points()) {
      double[] errors = point.errors();
      for (int i = 0; i < means.length; i++) {
        means[i] += 1.0 / level.points().size() * errors[i];
      }
    }
    return means;
  }

  /** Error on the redrawn images less that on the measured ones. */
  private double shift(double[] errors, byte[] draw) {
    double sum = 0;
    for (int i = 0; i < errors.length; i++) {
      sum += (draw[i] - 1) * errors[i];
    }
    return sum / testImages;
  }
}
