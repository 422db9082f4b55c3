package dev.graft.train.features;

/**
 * The prefixes of a phase: for the training images and, if a split is watched, for that one.
 *
 * @param watched null when no split is watched
 * @param watchedCut how many stages {@code watched} has
 * @param own whether they belong to this phase alone and close with it
 */
public record Prefixes(Prefix train, FrozenPrefix watched, int watchedCut, boolean own)
    implements AutoCloseable {

  /** What became of the training images' outputs, for the record. */
  public String describe() {
    if (train instanceof FrozenPrefix frozen) {
      return frozen.describe();
    }
    return "nothing cached: the frozen part's statistics moved";
  }

  /** A phase begins. */
  public void begin() {
    if (train instanceof FrozenPrefix frozen) {
      frozen.begin();
    }
  }

  /**
   * Whether every step of the last pass did the same work, and that was most of the pass: not where
   * outputs were computed to be remembered or for several batches at once, nor where all are
   * remembered and a head alone learns.
   *
   * @param stages of the backbone
   */
  public boolean stepsAreAlike(int stages) {
    return !(train instanceof FrozenPrefix frozen)
        || frozen.computesEachBatch()
        || (frozen.foundAll() && watchedCut < stages);
  }

  /** Whether an earlier run or command left some of the training images' outputs. */
  public boolean foundSome() {
    return train instanceof FrozenPrefix frozen && frozen.foundSome();
  }

  /** What computing the outputs that the run found took others, so far. */
  public double foundSeconds() {
    double found = train instanceof FrozenPrefix frozen ? frozen.foundSeconds() : 0;
    return watched == null ? found : found + watched.foundSeconds();
  }

  /**
   * The run is charged with an earlier one's time for the outputs, those of the watched images
   * among them if {@code watchedToo}; {@code foundSeconds} that one had found.
   */
  public void pay(double foundSeconds, boolean watchedToo) {
    if (train instanceof FrozenPrefix frozen) {
      frozen.pay(foundSeconds);
    }
    if (watched != null && watchedToo) {
      watched.pay(0);
    }
  }

  @Override
  public void close() {
    if (own) {
      train.close();
      if (watched != null) {
        watched.close();
      }
    }
  }
}
