package dev.graft.app.cli.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets a command end in order when the process is asked to: its thread is interrupted, stops
 * between two batches, says what was kept, and only then does the process go.
 */
public final class CtrlC {

  /**
   * Milliseconds for a batch and the end of a file, unless a command asked for more; whoever takes
   * longer does not listen.
   */
  private static final AtomicLong PATIENCE = new AtomicLong(TimeUnit.SECONDS.toMillis(60));

  private enum State {
    RUNNING,
    FINISHED,
    ASKED_TO_END
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  private CtrlC() {}

  /** Guards the work that {@code thread} does from now until {@link #finish}. */
  public static CtrlC guard(Thread thread) {
    var guard = new CtrlC();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> guard.end(thread), "ctrl-c"));
    return guard;
  }

  /** A command that may take that long to end in order says so before it can be asked to. */
  public static void waitFor(Duration time) {
    PATIENCE.accumulateAndGet(time.toMillis(), Math::max);
  }

  public static Duration patience() {
    return Duration.ofMillis(PATIENCE.get());
  }

  /** The work is done; true if the process may end by itself, false if it is ending already. */
  public boolean finish() {
    return state.compareAndSet(State.RUNNING, State.FINISHED);
  }

  private void end(Thread thread) {
    if (!state.compareAndSet(State.RUNNING, State.ASKED_TO_END)) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(PATIENCE.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
