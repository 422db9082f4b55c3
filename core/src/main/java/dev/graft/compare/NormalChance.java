package dev.graft.compare;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A difference that is as good as normal.
 *
 * @param error standard error, a share
 * @param degrees of freedom of Student's t
 */
public record NormalChance(double difference, double error, double degrees) implements ImageChance {

  @Override
  public Interval interval(double missed) {
    double half = TDistribution.of(degrees).inverseSurvivalProbability(missed / 2) * error;
    return new Interval(Math.max(-1, difference - half), Math.min(1, difference + half));
  }
}
