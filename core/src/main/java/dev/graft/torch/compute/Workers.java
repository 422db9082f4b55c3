package dev.graft.torch.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.global.torch;

/**
 * The threads of a {@link Compute}, each computing alone.
 *
 * <p>libtorch shares out every single operation and waits for the slowest thread after each; a busy
 * core then stops all. Whole pieces of a batch, taken by whoever is free, wait for each other once.
 */
final class Workers {

  /** How long a thread waits for more work before it ends. */
  private static final int IDLE_SECONDS = 30;

  private final int threads;
  private final ThreadPoolExecutor executor;

  /** None is started before there is work. */
  Workers(int threads) {
    this.threads = threads;
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Workers::thread);
    executor.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(() -> computeAlone(work), "graft-compute");
    thread.setDaemon(true);
    return thread;
  }

  private static void computeAlone(Runnable work) {
    torch.get_num_threads(); // what a thread first asks is for all; only then is it its own
    torch.set_num_threads(1);
    work.run();
  }

  int threads() {
    return threads;
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
    Throwable failure = null;
    for (Future<T> future : pending) { // all of them: none may be under way when this returns
      try {
        results.add(join(future));
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure != null) {
      results.forEach(release);
      throw asThrownHere(failure);
    }
    return results;
  }

  /** What a piece threw, as if this thread had computed it, and where it waited for it. */
  private static RuntimeException asThrownHere(Throwable failure) {
    failure.addSuppressed(new Throwable("the thread that waited for the piece"));
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure; // a piece throws no checked exceptions
  }

  private static <T> T join(Future<T> future) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true; // a piece takes well under a second; the caller looks at the flag
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
