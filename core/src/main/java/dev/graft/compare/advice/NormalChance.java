package dev.graft.compare.advice;

import dev.graft.compare.summary.Interval;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A difference that is as good as normal.
 *
 * @param error standard error, a share
 * @param degrees of freedom of Student's t; 0 where the error is unknown
 */
public record NormalChance(double difference, double error, double degrees) implements ImageChance {

  /** Everything where there is one image, which says nothing of how far images differ. */
  @Override
  public Interval interval(double missed) {
    if (degrees <= 0) {
      return new Interval(-1, 1);
    }
    double half = TDistribution.of(degrees).inverseSurvivalProbability(missed / 2) * error;
    return new Interval(Math.max(-1, difference - half), Math.min(1, difference + half));
  }
}
