package dev.graft.app.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose clients take their time: over the headers of a request, which no handler
 * sees before they are whole, or over reading an answer. Jetty's own limit is on silence, and a
 * byte every few seconds is none.
 */
public final class SlowConnections extends Handler.Wrapper implements Connection.Listener {

  private static final long MOST_SWEEP_MILLIS = 500;

  /** What is known of a connection; written by its own thread and by the sweep. */
  private static final class State {
    private volatile boolean busy;
    private volatile long since; // nanoTime of the request, or of its first bytes; 0: none
    private volatile long before; // bytes that belong to earlier requests
  }

  private final Map<Connection, State> open = new ConcurrentHashMap<>();
  private final long headerNanos;
  private final long requestNanos;
  private final long sweepMillis;
  private final LongSupplier clock;
  private final Scheduler scheduler;

  /** Sweeps with {@code scheduler}'s thread, which must run; {@code clock} counts nanoseconds. */
  public SlowConnections(Handler next, Limits limits, Scheduler scheduler, LongSupplier clock) {
    super(next);
    this.clock = clock;
    this.headerNanos = limits.upload().toNanos();
    this.requestNanos =
        2 * limits.upload().toNanos() + limits.answer().toNanos() + TimeUnit.SECONDS.toNanos(10);
    this.sweepMillis = Math.max(1, Math.min(MOST_SWEEP_MILLIS, limits.upload().toMillis() / 4));
    this.scheduler = scheduler;
  }

  public int count() {
    return open.size();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    next();
  }

  private void next() {
    scheduler.schedule(this::sweep, sweepMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    open.put(connection, new State());
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    State state = open.get(connection);
    if (state != null) {
      state.since = now();
      state.busy = true;
      Request.addCompletionListener(
          request,
          failure -> {
            state.before = connection.getBytesIn();
            state.since = 0;
            state.busy = false;
          });
    }
    return super.handle(request, response, callback);
  }

  private void sweep() {
    long now = now();
    open.forEach(
        (connection, state) -> {
          long since = state.since;
          if (since == 0 && connection.getBytesIn() > state.before) {
            state.since = now;
          } else if (since != 0 && now - since > (state.busy ? requestNanos : headerNanos)) {
            connection.getEndPoint().close();
          }
        });
    if (isStarted() || isStarting()) {
      next();
    }
  }

  /** Never 0. */
  private long now() {
    return clock.getAsLong() | 1;
  }
}
