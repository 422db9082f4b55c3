package dev.graft.torch.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/**
 * One thread for each that libtorch may compute with, each computing alone.
 *
 * <p>libtorch shares out every single operation and waits for the slowest thread after each; a busy
 * core then stops all. Whole pieces of a batch, taken by whoever is free, wait for each other once.
 */
public final class Workers {

  private static Workers current;

  private final int threads;
  private final ExecutorService executor;

  private Workers(int threads) {
    this.threads = threads;
    this.executor = Executors.newFixedThreadPool(threads, Workers::thread);
    computeAlone();
    torch.set_num_threads(threads); // was one number for all threads not yet at work
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "graft-compute");
    thread.setDaemon(true);
    return thread;
  }

  /** Makes every thread of the pool compute with itself alone. */
  private void computeAlone() {
    var all = new CountDownLatch(threads);
    each(
        threads,
        i -> {
          torch.get_num_threads(); // what a thread first asks is for all; only then is it its own
          torch.set_num_threads(1);
          all.countDown();
          await(all); // so that each thread takes exactly one of these
          return i;
        });
  }

  /** As many as libtorch's threads now are. */
  static synchronized Workers current() {
    int threads = torch.get_num_threads();
    if (current == null || current.threads != threads) {
      if (current != null) {
        current.executor.shutdown();
      }
      current = new Workers(threads);
    }
    return current;
  }

  int threads() {
    return threads;
  }

  /**
   * The result of {@code work}, computed by one thread alone: where operations are small, sharing
   * each out takes longer than computing it.
   */
  public static <T> T alone(Supplier<T> work) {
    Workers workers = current();
    return workers.threads == 1 ? work.get() : workers.each(1, i -> work.get()).get(0);
  }

  /** Results of pieces 0 to {@code count - 1}, in order; throws what the first failed one threw. */
  <T> List<T> each(int count, IntFunction<T> piece) {
    return each(count, piece, result -> {});
  }

  /** The same; where one fails, the others' results are given to {@code release}. */
  <T> List<T> each(int count, IntFunction<T> piece, Consumer<T> release) {
    var pending = new ArrayList<Future<T>>();
    for (int i = 0; i < count; i++) {
      int index = i;
      pending.add(executor.submit(() -> piece.apply(index)));
    }
    var results = new ArrayList<T>();
    RuntimeException failure = null;
    for (Future<T> future : pending) { // all of them: none may be under way when this returns
      try {
        results.add(join(future));
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      results.forEach(release);
      throw failure;
    }
    return results;
  }

  private static <T> T join(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true; // a piece takes well under a second; the caller looks at the flag
        } catch (ExecutionException e) {
          throw new IllegalStateException("computing failed: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
