package dev.graft.compare.advice;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far the chance of training moves the difference of two candidates, as several seeds show it.
 *
 * @param error standard error of the mean over the seeds, a share; 0 with one seed, which shows
 *     nothing of it
 * @param degrees of freedom of its t distribution
 */
public record TrainingChance(double error, int degrees) {

  /** With one seed. */
  static final TrainingChance UNSEEN = new TrainingChance(0, 1);

  /**
   * How far seeds move a difference before any was seen: each of the two accuracies by a point or
   * two. Two seeds that happen to agree are no sign that training knows no chance.
   */
  private static final double PRIOR = 0.02;

  /** How many further seeds that prior is worth. */
  private static final int WORTH = 2;

  /**
   * From a first and a second candidate's answers.
   *
   * @param seeds for each, by image: 1 where only the first is right, -1 where only the second is,
   *     0 elsewhere
   */
  static TrainingChance of(List<byte[]> seeds) {
    int s = seeds.size();
    if (s == 1) {
      return UNSEEN;
    }
    // The prior's share is that of Smyth (2004), "Linear models and empirical Bayes methods".
    double variance =
        (WORTH * PRIOR * PRIOR + (s - 1) * varianceOfSeeds(seeds)) / (WORTH + (s - 1));
    return new TrainingChance(Math.sqrt(variance / s), WORTH + s - 1);
  }

  /**
   * Of their differences, without what the images alone make of it: that part is in the variance of
   * images already. Analysis of variance with images and seeds as random effects.
   */
  private static double varianceOfSeeds(List<byte[]> seeds) {
    int images = seeds.get(0).length;
    double[] bySeed = new double[seeds.size()];
    double squares = 0;
    double squaresByImage = 0;
    for (int i = 0; i < images; i++) {
      double sum = 0;
      for (int k = 0; k < bySeed.length; k++) {
        byte difference = seeds.get(k)[i];
        sum += difference;
        squares += difference * difference;
        bySeed[k] += (double) difference / images;
      }
      squaresByImage += sum * sum / bySeed.length;
    }
    double mean = 0;
    double squaresBySeed = 0;
    for (double difference : bySeed) {
      mean += difference / bySeed.length;
      squaresBySeed += difference * difference;
    }
    double ofMean = bySeed.length * mean * mean;
    double degrees = bySeed.length - 1.0;
    double left = squares - squaresByImage - images * (squaresBySeed - ofMean);
    double ofImages = images == 1 ? 0 : left / degrees / (images - 1) / images;
    return Math.max(0, (squaresBySeed - ofMean) / degrees - ofImages);
  }

  /** What the mean moves by either way, but for a share {@code missed} of all cases. */
  double halfWidth(double missed) {
    return error == 0
        ? 0
        : error * TDistribution.of(degrees).inverseSurvivalProbability(missed / 2);
  }
}
