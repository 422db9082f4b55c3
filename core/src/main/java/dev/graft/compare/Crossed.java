package dev.graft.compare;

import dev.graft.compare.record.Candidate;
import dev.graft.data.Folds;
import dev.graft.train.strategy.Enough;

/**
 * How images are cross-validated.
 *
 * @param folds the images, dealt out
 * @param isFull whether all strategies take part in all folds, however long that takes; otherwise
 *     those that compute the backbone anew in every epoch take part in as many as fit into {@link
 *     #allowance}, and those whose features are computed once for all folds, in all
 */
public record Crossed(Folds folds, boolean isFull) {

  /** Of what the first fold took. */
  private static final double SHARE = 0.25;

  /** Seconds that nobody minds. */
  private static final double LITTLE = 5;

  /** All strategies take part in all folds. */
  public static Crossed fully(Folds folds) {
    return new Crossed(folds, true);
  }

  /** Strategies that train the backbone take part in as many as little time allows. */
  public static Crossed asTimeAllows(Folds folds) {
    return new Crossed(folds, false);
  }

  /** Seconds for further folds of strategies that train the backbone. */
  double allowance(double firstFold) {
    return isFull ? Double.POSITIVE_INFINITY : Math.max(LITTLE, SHARE * firstFold);
  }

  /**
   * Whether that candidate takes part in all folds, whatever the time.
   *
   * @param enough says what is remembered of the backbone
   */
  public boolean isSure(Candidate candidate, Enough enough) {
    return isFull || isCheap(candidate, enough);
  }

  /** Whether all that a further fold costs is a head on features that are there. */
  public static boolean isCheap(Candidate candidate, Enough enough) {
    return enough.remembers(candidate.strategy());
  }
}
