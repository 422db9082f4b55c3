package dev.graft.app.watch;

/**
 * What a page may ask of a command, and how the command is. Stopping is what Ctrl-C does: the
 * command's thread is interrupted. Safe for use by several threads.
 */
public final class Control {

  /** How a command is. */
  public enum State {
    /** Images are checked, weights are loaded. */
    PREPARING,
    TRAINING,
    /** A page asked it to stop; it ends the step it is at. */
    STOPPING,
    STOPPED,
    /** All results are written. */
    DONE,
    FAILED
  }

  private final Thread command;
  private State state = State.PREPARING;
  private String message = "";
  private boolean canResume;
  private boolean resumed;
  private boolean ended;

  /** Of the command that {@code command} runs. */
  public Control(Thread command) {
    this.command = command;
  }

  synchronized State state() {
    return state;
  }

  /** What is to be said of having stopped or failed. */
  synchronized String message() {
    return message;
  }

  synchronized boolean canResume() {
    return canResume && state == State.STOPPED && !ended;
  }

  /** A page asks the command to stop; false if there is nothing to stop. */
  synchronized boolean stop() {
    if (state != State.PREPARING && state != State.TRAINING) {
      return false;
    }
    state = State.STOPPING;
    command.interrupt();
    return true;
  }

  /** A page asks to go on; false if that cannot be. */
  synchronized boolean resume() {
    if (!canResume()) {
      return false;
    }
    resumed = true;
    return true;
  }

  /** Training begins, unless it is about to stop. */
  public synchronized void training() {
    if (state == State.PREPARING) {
      state = State.TRAINING;
    }
  }

  /**
   * Whether a page and nobody else made the command end; its thread is no longer interrupted then.
   */
  public synchronized boolean takeStop() {
    boolean byPage = state == State.STOPPING && !ended;
    if (byPage) {
      Thread.interrupted();
    }
    return byPage;
  }

  /** The command stopped. */
  public synchronized void stopped(String why, boolean canGoOn) {
    state = State.STOPPED;
    message = why;
    canResume = canGoOn;
  }

  /** Whether a page asked to go on; the command prepares again then. */
  public synchronized boolean takeResume() {
    if (!resumed) {
      return false;
    }
    resumed = false;
    message = "";
    state = State.PREPARING;
    return true;
  }

  public synchronized void done() {
    state = State.DONE;
  }

  public synchronized void failed(String why) {
    state = State.FAILED;
    message = why;
  }

  /** The process is asked to end: no page is to keep it any longer. */
  public synchronized void end() {
    ended = true;
  }

  public synchronized boolean isEnded() {
    return ended;
  }
}
