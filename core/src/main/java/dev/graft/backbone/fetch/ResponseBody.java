package dev.graft.backbone.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, pulled piece by piece. Unlike a stream it can be given up waiting for: a
 * server that goes silent is noticed, and so is an interrupt.
 */
final class ResponseBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  /** One thing that arrived: bytes, or the end ({@code error} null: a good one). */
  private record Event(List<ByteBuffer> bytes, boolean end, Throwable error) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;
  private volatile boolean closed;

  /** Tells {@code publisher} that its bytes are not wanted. */
  static void discard(Flow.Publisher<List<ByteBuffer>> publisher) {
    ResponseBody unread = new ResponseBody();
    unread.closed = true;
    publisher.subscribe(unread);
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (closed) {
      newSubscription.cancel();
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    events.add(new Event(bytes, false, null));
  }

  @Override
  public void onError(Throwable error) {
    events.add(new Event(List.of(), true, error));
  }

  @Override
  public void onComplete() {
    events.add(new Event(List.of(), true, null));
  }

  /** The next bytes; an empty list at the end; null where none came within {@code patience}. */
  List<ByteBuffer> next(Duration patience) throws IOException, InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      return null;
    }
    if (event.end()) {
      if (event.error() != null) {
        throw new IOException(event.error().getMessage(), event.error());
      }
      return List.of();
    }
    subscription.request(1);
    return event.bytes();
  }

  /** Ends the transfer if it is still under way. */
  @Override
  public void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
