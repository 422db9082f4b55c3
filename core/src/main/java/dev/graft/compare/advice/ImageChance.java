package dev.graft.compare.advice;

import dev.graft.compare.summary.Interval;

/** What the tested images show of a difference, and what their chance leaves open. */
public sealed interface ImageChance permits PairedScore, NormalChance {

  /** Value of the first less that of the second, a share. */
  double difference();

  /**
   * Which differences the images do not rule out.
   *
   * @param missed in what share of all cases the truth lies outside, 0.05 for a 95 % interval
   */
  Interval interval(double missed);
}
