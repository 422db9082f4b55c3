package dev.graft.compare.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Points of a learning curve whose truth is known.
 *
 * @param truth error of the candidate by number of training images
 * @param testImages that all points are tested on
 * @param sameImages share of the images on which only their difficulty counts: one threshold for
 *     all runs, so that runs go wrong together; on the others each run is wrong by itself
 * @param runDeviation standard deviation of a run's error about the truth
 */
record SimulatedCurve(PowerLaw truth, int testImages, double sameImages, double runDeviation) {

  /** Points at all sizes with all seeds; the same {@code images} mean the same test images. */
  List<CurvePoint> points(
      String label, List<Integer> sizes, int seeds, long images, Random chance) {
    double[] difficulty = new Random(images).doubles(testImages).toArray();
    var points = new ArrayList<CurvePoint>();
    for (int seed = 0; seed < seeds; seed++) {
      for (int size : sizes) {
        double error = truth.error(size) + runDeviation * chance.nextGaussian();
        points.add(point(label, size, seed, error, difficulty, chance));
      }
    }
    return points;
  }

  private CurvePoint point(
      String label, int size, long seed, double error, double[] difficulty, Random chance) {
    var wrong = new ArrayList<Integer>();
    for (int i = 0; i < testImages; i++) {
      double draw = chance.nextDouble() < sameImages ? difficulty[i] : chance.nextDouble();
      if (draw < error) {
        wrong.add(i);
      }
    }
    return new CurvePoint(size, label, seed, 3, 100, testImages, wrong, List.of(), 1, false);
  }
}
