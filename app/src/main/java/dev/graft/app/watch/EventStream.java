package dev.graft.app.watch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/**
 * A page's stream of server-sent events. One write is under way at a time; what changes meanwhile
 * is sent afterwards as it is then. So a slow page costs one message's memory and nobody's time.
 */
final class EventStream {

  /** A page that is gone shows when it is written to. */
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String BEAT = ":\n\n";
  private static final String END = "event: end\ndata: {}\n\n";

  private final Content.Sink sink;
  private final Callback callback;
  private final boolean isFull;
  private final Runnable closed;
  private final Map<String, Long> sent = new HashMap<>();
  private boolean isWriting;
  private boolean isEnding;
  private boolean isClosed;
  private long written = System.nanoTime() - 2 * BEAT_NANOS;

  /**
   * A stream that begins.
   *
   * @param isFull whether it tells what the page shows; otherwise only that the page is open
   * @param closed is called once, when it is over
   */
  EventStream(Content.Sink sink, Callback callback, boolean isFull, Runnable closed) {
    this.sink = sink;
    this.callback = callback;
    this.isFull = isFull;
    this.closed = closed;
  }

  boolean isFull() {
    return isFull;
  }

  /** Sends those of {@code parts} that are not what was sent before, if it may. */
  synchronized void offer(List<Board.Part> parts, long now) {
    if (isWriting || isClosed || isEnding) {
      return;
    }
    var events = new StringBuilder();
    if (isFull) {
      for (Board.Part part : parts) {
        Long before = sent.put(part.name(), part.number());
        if (before == null || before != part.number()) {
          events.append("event: %s\ndata: %s\n\n".formatted(part.name(), part.json()));
        }
      }
    }
    if (events.isEmpty() && now - written > BEAT_NANOS) {
      events.append(BEAT);
    }
    if (!events.isEmpty()) {
      written = now;
      write(events.toString());
    }
  }

  /** Says that nothing more comes, and closes. */
  synchronized void end() {
    isEnding = true;
    if (!isWriting && !isClosed) {
      write(END);
    }
  }

  private void write(String text) {
    isWriting = true;
    boolean isLast = text.equals(END);
    sink.write(
        isLast,
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
        Callback.from(() -> succeeded(isLast), this::failed));
  }

  private void succeeded(boolean isLast) {
    boolean isOver;
    synchronized (this) {
      isWriting = false;
      isOver = isLast && !isClosed;
      isClosed |= isLast;
      if (isEnding && !isClosed) {
        write(END);
      }
    }
    if (isOver) {
      callback.succeeded();
      closed.run();
    }
  }

  private void failed(Throwable why) {
    boolean isOver;
    synchronized (this) {
      isWriting = false;
      isOver = !isClosed;
      isClosed = true;
    }
    if (isOver) {
      callback.failed(why);
      closed.run();
    }
  }
}
