package dev.graft.app.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets a command end in order when the process is asked to: its thread is interrupted, stops
 * between two batches, says what was kept, and only then does the process go.
 */
final class CtrlC {

  /** A batch and the end of a file; more than that is a command that does not listen. */
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private enum State {
    RUNNING,
    FINISHED,
    ASKED_TO_END
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  private CtrlC() {}

  /** Guards the work that {@code thread} does from now until {@link #finish}. */
  static CtrlC guard(Thread thread) {
    var guard = new CtrlC();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> guard.end(thread), "ctrl-c"));
    return guard;
  }

  /** The work is done; true if the process may end by itself, false if it is ending already. */
  boolean finish() {
    return state.compareAndSet(State.RUNNING, State.FINISHED);
  }

  private void end(Thread thread) {
    if (!state.compareAndSet(State.RUNNING, State.ASKED_TO_END)) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
