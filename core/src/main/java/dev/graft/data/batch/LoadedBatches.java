package dev.graft.data.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/** One pass over a list of batches, with the next few under way. */
final class LoadedBatches implements Iterator<Batch> {

  private final BatchLoader loader;
  private final Iterator<List<Sample>> waiting;
  private final Deque<PendingBatch> underWay = new ArrayDeque<>();
  private final boolean keep;
  private volatile boolean cancelled;

  LoadedBatches(BatchLoader loader, List<List<Sample>> batches, boolean keep) {
    this.loader = loader;
    this.keep = keep;
    this.waiting = List.copyOf(batches).iterator();
    int ahead = batches.isEmpty() ? 0 : loader.ahead(batches.get(0).size());
    for (int i = 0; i < ahead; i++) {
      startNext();
    }
  }

  private void startNext() {
    if (waiting.hasNext()) {
      underWay.addLast(loader.start(waiting.next(), this, keep));
    }
  }

  @Override
  public boolean hasNext() {
    return !cancelled && !underWay.isEmpty();
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further batch");
    }
    PendingBatch first = underWay.removeFirst();
    boolean loaded = false;
    try {
      first.await();
      loaded = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for images");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      if (!loaded) {
        cancel();
      }
    }
    // Only now, so that a consumer that closes each batch lets its memory serve the next one.
    startNext();
    return loader.finish(first);
  }

  /** Images not begun are left; those begun end by themselves. */
  void cancel() {
    cancelled = true; // and nothing else: another thread may be the one that closes the loader
  }

  boolean cancelled() {
    return cancelled;
  }
}
