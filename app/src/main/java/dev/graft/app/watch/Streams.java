package dev.graft.app.watch;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The pages that are open. Safe for use by several threads. */
final class Streams {

  /** A reload closes one stream and opens another soon. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(8);

  /** Browsers keep six connections to a server; more than a few browsers are none of people. */
  private static final int MOST = 64;

  private final LongSupplier clock;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean wasOpen;
  private volatile long lastClosed;

  /** None yet; {@code clock} counts nanoseconds. */
  Streams(LongSupplier clock) {
    this.clock = clock;
  }

  /** Adds a stream, which is given what it is to call at its end; false if there are too many. */
  boolean add(Function<Runnable, EventStream> begin) {
    if (open.size() >= MOST) {
      return false;
    }
    var stream = new EventStream[1];
    stream[0] = begin.apply(() -> remove(stream[0]));
    wasOpen = true;
    open.add(stream[0]);
    return true;
  }

  private void remove(EventStream stream) {
    lastClosed = clock.getAsLong();
    open.remove(stream);
  }

  /** Whether a page wants to know how it goes. */
  boolean isWatched() {
    return open.stream().anyMatch(EventStream::isFull);
  }

  /** Whether a page is open, or was a moment ago and may only be loaded anew. */
  boolean isNeeded() {
    return !open.isEmpty() || (wasOpen && clock.getAsLong() - lastClosed < GRACE_NANOS);
  }

  /** Sends what is new to all that can take it. */
  void offer(List<Board.Part> parts, long now) {
    open.forEach(stream -> stream.offer(parts, now));
  }

  /** Tells all pages that nothing more comes; waits a little for them to have heard. */
  void end(long millis) throws InterruptedException {
    open.forEach(EventStream::end);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!open.isEmpty() && System.nanoTime() < until) {
      Thread.sleep(10);
    }
  }
}
