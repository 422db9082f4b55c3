package dev.graft.compare.advice;

import java.util.List;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What is known of the difference of two candidates.
 *
 * @param verdict whether they differ
 * @param surely probability that the first is in truth the better one
 */
public record Contrast(Difference difference, Verdict verdict, double surely) {

  /** How often a difference may be called one where there is none, over all with the best. */
  public static final double SIGNIFICANCE = 0.05;

  /** Jeffreys' prior: what is known of either direction before an image was seen. */
  private static final double PRIOR = 0.5;

  /** Half the width of a 95 % interval, in standard errors. */
  private static final double WIDTH = 1.959964;

  /** Whether two candidates differ. */
  public enum Verdict {
    /** Beyond chance, after Holm's correction for how many were compared. */
    DIFFERENT,
    /** By less than what the user calls equal, with 95 % confidence. */
    EQUAL_ENOUGH,
    /** The images can show neither. */
    NOT_SETTLED
  }

  /**
   * {@link #surely} as people say it: {@code about 8 in 10}. What is not settled is not called
   * almost certain: it allows for one pair alone, the verdict for all that were compared.
   */
  public String odds() {
    return PickSentence.chance(
        verdict == Verdict.NOT_SETTLED ? Math.min(surely, 1 - SIGNIFICANCE) : surely);
  }

  /**
   * Of the best to each other candidate.
   *
   * @param equalWithin what the user calls equal, a share
   */
  static List<Contrast> of(List<Difference> differences, double equalWithin) {
    List<Difference> clear =
        Holm.shown(differences, Difference::p, Difference::isClear, SIGNIFICANCE);
    return differences.stream()
        .map(d -> new Contrast(d, verdict(d, clear.contains(d), equalWithin), surely(d)))
        .toList();
  }

  private static Verdict verdict(Difference difference, boolean clear, double equalWithin) {
    boolean within = difference.low() > -equalWithin && difference.high() < equalWithin;
    return within ? Verdict.EQUAL_ENOUGH : clear ? Verdict.DIFFERENT : Verdict.NOT_SETTLED;
  }

  /**
   * With one seed the images that exactly one of the two gets right decide, each for one side; with
   * several, or another metric, the difference is as good as normal.
   */
  private static double surely(Difference difference) {
    if (difference.score() instanceof PairedScore score
        && difference.training().equals(TrainingChance.UNSEEN)) {
      return BetaDistribution.of(score.onlyFirst() + PRIOR, score.onlySecond() + PRIOR)
          .survivalProbability(0.5);
    }
    double error = (difference.high() - difference.low()) / 2 / WIDTH;
    return error == 0
        ? 0.5
        : NormalDistribution.of(0, 1).cumulativeProbability(difference.accuracy() / error);
  }
}
