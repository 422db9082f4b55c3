package dev.graft.app.serve;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Has batches of whatever models computed, two at a time and in the order they come: a batch ends
 * on one core while the others wait for it, and these take from the next meanwhile.
 */
final class Turns implements AutoCloseable {

  private static final int AT_ONCE = 2;

  private final Semaphore free = new Semaphore(AT_ONCE, /* fair= */ true);
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, Turns::thread);

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "graft-batches");
    thread.setDaemon(true);
    return thread;
  }

  /** Whether anything is computed now. */
  boolean isBusy() {
    return free.availablePermits() < AT_ONCE;
  }

  /** Waits for a turn, which {@link #use} takes or {@link #pass} gives back. */
  void await() {
    free.acquireUninterruptibly();
  }

  void pass() {
    free.release();
  }

  /** Computes with a turn that was waited for; returns at once. */
  void use(Runnable work) {
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            free.release();
          }
        });
  }

  /** Waits until nothing is computed. */
  void awaitAll() {
    free.acquireUninterruptibly(AT_ONCE);
    free.release(AT_ONCE);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
