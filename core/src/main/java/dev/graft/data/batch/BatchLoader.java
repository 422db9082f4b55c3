package dev.graft.data.batch;

import dev.graft.data.image.Preprocessing;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Decodes and preprocesses images ahead of the training loop, on threads of its own.
 *
 * <p>Batches come out in the order asked for and hold the same floats whatever the number of
 * threads. Work is shared out image by image, so one batch keeps all threads busy; only a few
 * batches exist at a time. A loader serves one consumer thread.
 */
public final class BatchLoader implements AutoCloseable {

  private final ImageSource source;
  private final Preprocessing preprocessing;
  private final ImageViews views;
  private final int threads;
  private final ThreadPoolExecutor workers;
  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final BufferPool pool;
  private volatile LoadedBatches current;

  /** Starts the loader threads; close the loader to end them. */
  public BatchLoader(
      ImageSource source, Preprocessing preprocessing, Augmentation augmentation, Loading loading) {
    this.source = Objects.requireNonNull(source, "source");
    this.preprocessing = Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(augmentation, "augmentation");
    this.views = new ImageViews(source, preprocessing, augmentation, loading);
    this.pool = loading.pool();
    this.threads = loading.threads();
    this.workers =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "graft-loader");
    thread.setDaemon(true);
    started.add(thread);
    return thread;
  }

  /**
   * Begins loading {@code batches} and hands them out in order, and keeps their images for another
   * time. An earlier iteration that is not finished ends here.
   *
   * <p>{@link Iterator#next} waits for the batch and throws what loading one of its images threw,
   * such as {@link UnreadableImageException}; after that there is no next batch. An interrupted
   * wait throws {@link java.util.concurrent.CancellationException} and leaves the interrupt set.
   */
  public Iterator<Batch> load(List<List<Sample>> batches) {
    return load(batches, true);
  }

  /** The same; {@code keep} says whether these images are worth keeping. */
  public Iterator<Batch> load(List<List<Sample>> batches, boolean keep) {
    if (workers.isShutdown()) {
      throw new IllegalStateException("this loader is closed");
    }
    for (List<Sample> batch : batches) {
      check(batch);
    }
    if (current != null) {
      current.cancel();
    }
    current = new LoadedBatches(this, batches, keep);
    return current;
  }

  private void check(List<Sample> batch) {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one image");
    }
    for (Sample sample : batch) {
      if (sample.index() >= source.size()) {
        throw new IllegalArgumentException(
            "the source has images 0 to %d, got %d".formatted(source.size() - 1, sample.index()));
      }
    }
  }

  /** Batches to have under way: enough images for all threads, and no more memory than that. */
  int ahead(int batchSize) {
    int forAllThreads = 1 + (2 * threads + batchSize - 1) / batchSize;
    return Math.min(threads + 1, Math.max(2, forAllThreads));
  }

  PendingBatch start(List<Sample> samples, LoadedBatches owner, boolean keep) {
    int floats = Math.multiplyExact(samples.size(), preprocessing.floatsPerImage());
    PendingBatch batch = new PendingBatch(samples, pool.take(floats));
    for (int i = 0; i < samples.size(); i++) {
      int slot = i;
      workers.execute(
          () -> {
            if (owner.cancelled()) {
              batch.skip(slot);
            } else {
              batch.fill(slot, views, preprocessing, keep);
            }
          });
    }
    return batch;
  }

  Batch finish(PendingBatch pending) {
    int[] labels = pending.samples().stream().mapToInt(s -> source.label(s.index())).toArray();
    return new Batch(
        pending.samples(), labels, preprocessing.inputSize(), pending.memory(), pool::give);
  }

  /**
   * Ends the threads and waits for the images they are at. May be called by any thread; a consumer
   * that waits for a batch gets a {@link java.util.concurrent.CancellationException}.
   *
   * <p>They are not interrupted: an interrupt closes the file channel a thread reads from, and a
   * source may share it.
   */
  @Override
  public void close() {
    if (current != null) {
      current.cancel();
    }
    workers.shutdown(); // what is still queued sees that it is cancelled
    boolean interrupted = false;
    for (Thread thread : started) { // a terminated pool's last threads may still be ending
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
