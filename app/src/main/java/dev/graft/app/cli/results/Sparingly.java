package dev.graft.app.cli.results;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Hands on what becomes better and better, so seldom that it takes a tenth of the time at most; the
 * last one is always handed on.
 */
public final class Sparingly<T> {

  private static final int SHARE = 10;

  private final Consumer<T> taker;
  private T waiting;
  private final LongSupplier clock;
  private long next;

  public Sparingly(Consumer<T> taker) {
    this(taker, System::nanoTime);
  }

  /** The same by another clock of nanoseconds. */
  Sparingly(Consumer<T> taker, LongSupplier clock) {
    this.taker = taker;
    this.clock = clock;
    this.next = clock.getAsLong();
  }

  /** Hands {@code better} on, now or later. */
  public void give(T better) {
    waiting = better;
    whenDue();
  }

  /** Hands on what waits, once that is not too soon. */
  public void whenDue() {
    if (waiting != null && clock.getAsLong() - next >= 0) {
      end();
    }
  }

  /** Hands on what waits, if anything does. */
  public void end() {
    if (waiting == null) {
      return;
    }
    T last = waiting;
    waiting = null;
    long begun = clock.getAsLong();
    taker.accept(last);
    long done = clock.getAsLong();
    next = done + (SHARE - 1) * (done - begun);
  }
}
