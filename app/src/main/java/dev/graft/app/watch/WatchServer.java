package dev.graft.app.watch;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Shows a command to browsers on this machine until it is closed. All that pages are sent is made
 * on threads of its own, and only while a page is open.
 */
public final class WatchServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int THREADS = 8;
  private static final int TICK_MILLIS = 250;
  private static final long PICTURES_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Pictures take at most a fiftieth of a core. */
  private static final int SPARING = 50;

  private static final int LAST_WORDS_MILLIS = 1000;

  private final LiveState state;
  private final Board board;
  private final LongSupplier clock;
  private final Streams streams;
  private final Strip strip = new Strip();
  private final Consumer<Throwable> unexpected;
  private final ScheduledExecutorService ticker = daemon("graft-watch-events");
  private final ScheduledExecutorService painter = daemon("graft-watch-pictures");
  private final Server server;
  private final ServerConnector connector;
  private long nextPictures = System.nanoTime();

  private WatchServer(
      int port,
      LiveState state,
      Control control,
      LongSupplier clock,
      Consumer<Throwable> unexpected) {
    this.state = state;
    this.clock = clock;
    this.streams = new Streams(clock);
    this.board = new Board(state, control);
    this.unexpected = unexpected;
    var threads = new QueuedThreadPool(THREADS, THREADS);
    threads.setDaemon(true);
    threads.setName("graft-watch");
    this.server = new Server(threads);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(HOST);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new Pages(board, control, streams, this::begun));
  }

  private static ScheduledExecutorService daemon(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          var thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Begins to listen.
   *
   * @param port 0: any that is free
   * @param unexpected is told of what should never happen
   * @throws IOException if the port cannot be had
   * @throws CancellationException if the thread is interrupted
   */
  public static WatchServer start(
      int port, LiveState state, Control control, Consumer<Throwable> unexpected)
      throws IOException {
    return start(port, state, control, System::nanoTime, unexpected);
  }

  /** The same by another clock of nanoseconds, as far as it concerns who is there. */
  static WatchServer start(
      int port,
      LiveState state,
      Control control,
      LongSupplier clock,
      Consumer<Throwable> unexpected)
      throws IOException {
    var server = new WatchServer(port, state, control, clock, unexpected);
    try {
      server.server.start();
    } catch (Exception e) {
      server.close();
      throw refusal(port, e);
    }
    repeat(server.ticker, server::tick);
    repeat(server.painter, server::paint);
    return server;
  }

  /** Of an exception of Jetty's, which throws whatever came up, wrapped or not. */
  private static RuntimeException refusal(int port, Exception e) throws IOException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        Thread.currentThread().interrupt();
        var ended = new CancellationException("interrupted");
        ended.initCause(e);
        throw ended;
      }
    }
    if (e instanceof IOException refused) {
      throw new IOException(
          "cannot listen on %s, port %d: %s".formatted(HOST, port, reason(refused)), e);
    }
    return new IllegalStateException("the server does not start: " + e.getMessage(), e);
  }

  private static void repeat(ScheduledExecutorService thread, Runnable work) {
    var unused =
        thread.scheduleWithFixedDelay(work, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static String reason(IOException e) {
    return String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
  }

  /** Where it is found. */
  public URI address() {
    return URI.create("http://" + HOST + ":" + connector.getLocalPort() + "/");
  }

  /** What batches are made of from now on, if they can be shown; what was before may be closed. */
  public void trainedOn(Optional<TrainedOn> images) {
    strip.source(images);
  }

  /** Whether a page is open, or was a moment ago. */
  public boolean isNeeded() {
    return streams.isNeeded();
  }

  /** A page was opened: it need not wait for the next tick. */
  private void begun() {
    try {
      ticker.execute(this::tick);
      painter.execute(this::paintAnew);
    } catch (RejectedExecutionException e) {
      return; // the server closes
    }
  }

  private void tick() {
    try {
      long now = clock.getAsLong();
      streams.offer(streams.isWatched() ? board.refresh(now) : List.of(), now);
    } catch (RuntimeException e) {
      unexpected.accept(e);
    }
  }

  /** Pictures that were made before belong to a batch long gone. */
  private void paintAnew() {
    nextPictures = Math.min(nextPictures, System.nanoTime());
    paint();
  }

  private void paint() {
    long start = System.nanoTime();
    if (start < nextPictures || !streams.isWatched()) {
      return;
    }
    try {
      Optional<Strip.Shown> shown = state.moment().flatMap(strip::at);
      shown.ifPresent(board::show);
      long cost = System.nanoTime() - start;
      if (shown.isPresent()) {
        nextPictures = start + Math.max(PICTURES_NANOS, SPARING * cost);
      }
    } catch (RuntimeException e) {
      nextPictures = start + PICTURES_NANOS;
      unexpected.accept(e);
    }
  }

  /** Tells the pages that nothing more comes, and closes. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // the end must not be cut short
    painter.shutdownNow();
    ticker.shutdownNow();
    try {
      streams.offer(board.refresh(System.nanoTime()), System.nanoTime());
      streams.end(LAST_WORDS_MILLIS);
      server.stop();
    } catch (Exception e) {
      // There is nobody left to tell.
      interrupted |= e instanceof InterruptedException;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
