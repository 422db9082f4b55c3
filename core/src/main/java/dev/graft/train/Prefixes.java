package dev.graft.train;

/**
 * The prefixes of a phase: for the training images and, if a split is watched, for that one.
 *
 * @param watched null when no split is watched
 * @param watchedCut how many stages {@code watched} has
 * @param own whether they belong to this phase alone and close with it
 */
record Prefixes(Prefix train, FrozenPrefix watched, int watchedCut, boolean own)
    implements AutoCloseable {

  /** What became of the training images' outputs, for the record. */
  String describe() {
    if (train instanceof FrozenPrefix frozen) {
      return frozen.describe();
    }
    return "nothing remembered: the frozen part's statistics moved";
  }

  /** A phase begins. */
  void begin() {
    if (train instanceof FrozenPrefix frozen) {
      frozen.begin();
    }
  }

  /** Whether an earlier run or command left some of the training images' outputs. */
  boolean foundSome() {
    return train instanceof FrozenPrefix frozen && frozen.foundSome();
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
