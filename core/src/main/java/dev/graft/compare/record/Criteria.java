package dev.graft.compare.record;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What the user says of when two strategies are as good as each other.
 *
 * @param equalWithin a difference of the metric that is certainly smaller is none, a share: 0.01 is
 *     a point
 * @param pointSeconds seconds of training that a point of the metric is worth; empty where that was
 *     not said
 */
public record Criteria(double equalWithin, OptionalDouble pointSeconds) {

  public Criteria {
    if (!(equalWithin >= 0 && equalWithin < 1)) {
      throw new IllegalArgumentException(
          "strategies are equal enough within a share in [0, 1), got "
              + equalWithin
              + "; 0.01 is a point");
    }
    if (pointSeconds.isPresent() && !(pointSeconds.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "a point is worth more than 0 seconds, got " + pointSeconds.getAsDouble());
    }
  }

  /** What counts as equal, in words: {@code 1 point}. */
  public String margin() {
    String points = String.format(Locale.ROOT, "%.1f", 100 * equalWithin).replace(".0", "");
    return points + (points.equals("1") ? " point" : " points");
  }

  /** Equal enough within a point; what a point is worth is not known. */
  public static Criteria defaults() {
    return new Criteria(0.01, OptionalDouble.empty());
  }
}
