package dev.graft.train.features;

import java.util.concurrent.CancellationException;

/** Ends work between two batches when the thread was interrupted (Ctrl-C). */
public final class Interruption {

  private Interruption() {}

  /**
   * Looks whether it was.
   *
   * @throws CancellationException if the thread is interrupted, which it stays
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
