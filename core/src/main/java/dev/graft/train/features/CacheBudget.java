package dev.graft.train.features;

/** The bytes that all remembered outputs of a trainer may take together. */
final class CacheBudget {

  private long left;

  public CacheBudget(long bytes) {
    this.left = bytes;
  }

  /** Sets {@code bytes} aside if they are there. */
  public boolean reserve(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }
}
