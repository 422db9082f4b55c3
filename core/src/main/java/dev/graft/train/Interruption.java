package dev.graft.train;

import java.util.concurrent.CancellationException;

/** Ends work between two batches when the thread was interrupted (Ctrl-C). */
final class Interruption {

  private Interruption() {}

  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
