package dev.graft.train.record;

import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.strategy.Strategy;
import java.util.List;
import java.util.Optional;

/**
 * What one training run did; with the comparison's settings it says how to do it again.
 *
 * @param label what tables call it: the strategy, with its rate where two runs share a strategy
 * @param keptEpoch number of the epoch whose weights the classifier has
 * @param lowered how often rates were lowered because an epoch lost to the frozen backbone
 * @param watchedSplit the split behind {@code validationAccuracy}: "validation", "test" or "none"
 * @param frozenSha256 over what training had to leave alone, the same before and after it: the
 *     frozen stages' entries; only their parameters where statistics move everywhere
 * @param cache what became of the frozen prefix's outputs, in words
 * @param foundFeatures whether an earlier run or command had computed some of them: its times are
 *     not its own
 * @param secondsPerEpoch mean over the epochs of their training seconds
 * @param totalSeconds from the first image to the trained model, validation included; of a run that
 *     was stopped, up to its last checkpoint and from there on
 * @param foundSeconds what computing the outputs that it found had taken others, which is no part
 *     of its own times; 0 where an earlier command computed them
 * @param peakMemoryBytes largest resident memory of the process from its start to the run's end; 0
 *     where unknown
 * @param test the evaluation on the test split, once it was made
 * @param fold which share of cross-validated images was tested, counted from 1; 0 where images are
 *     not cross-validated
 */
public record RunRecord(
    String label,
    Strategy strategy,
    long seed,
    long trainableParameters,
    long totalParameters,
    List<StageParameters> stages,
    List<EpochRecord> epochs,
    int keptEpoch,
    int lowered,
    String watchedSplit,
    String frozenSha256,
    String cache,
    boolean foundFeatures,
    double secondsPerEpoch,
    double totalSeconds,
    double foundSeconds,
    long peakMemoryBytes,
    Optional<Evaluation> test,
    int fold) {

  public RunRecord {
    if (fold < 0) {
      throw new IllegalArgumentException("folds are counted from 1, got " + fold);
    }
    stages = List.copyOf(stages);
    epochs = List.copyOf(epochs);
  }

  /** The epoch whose weights the classifier has. */
  public EpochRecord kept() {
    return epochs.stream().filter(e -> e.epoch() == keptEpoch).findFirst().orElseThrow();
  }

  /** The same with the evaluation on the test split. */
  public RunRecord withTest(Evaluation evaluation) {
    return with(foundSeconds, Optional.of(evaluation), fold);
  }

  /** The same as one of cross-validation, tested on that share of the images. */
  public RunRecord withFold(int number) {
    return with(foundSeconds, test, number);
  }

  /** The same, with what computing the outputs that it found took. */
  public RunRecord withFoundSeconds(double seconds) {
    return with(seconds, test, fold);
  }

  private RunRecord with(double seconds, Optional<Evaluation> evaluation, int number) {
    return new RunRecord(
        label,
        strategy,
        seed,
        trainableParameters,
        totalParameters,
        stages,
        epochs,
        keptEpoch,
        lowered,
        watchedSplit,
        frozenSha256,
        cache,
        foundFeatures,
        secondsPerEpoch,
        totalSeconds,
        seconds,
        peakMemoryBytes,
        evaluation,
        number);
  }
}
