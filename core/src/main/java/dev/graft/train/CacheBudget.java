package dev.graft.train;

/** The bytes that all remembered outputs of a trainer may take together. */
final class CacheBudget {

  private long left;

  CacheBudget(long bytes) {
    this.left = bytes;
  }

  /** Sets {@code bytes} aside if they are there. */
  boolean reserve(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }
}
