package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.source.DataException;
import dev.graft.data.source.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Decodes every image of a data set once and keeps what is worth knowing, but no pixels. */
public final class ImageScan {

  private final List<ScannedSplit> splits;
  private final int images;
  private final IntConsumer progress;
  private final AtomicInteger next = new AtomicInteger();
  private int done;

  private ImageScan(Dataset dataset, IntConsumer progress) {
    this.splits = new ArrayList<>();
    for (Map.Entry<Split, EncodedSource> part : dataset.parts().entrySet()) {
      splits.add(new ScannedSplit(part.getKey(), part.getValue()));
    }
    this.images = splits.stream().mapToInt(ScannedSplit::size).sum();
    this.progress = progress;
  }

  /**
   * Scans on {@code threads} threads; the report does not depend on their number. {@code progress}
   * is told the number of images done after each one, in rising order, one call at a time.
   *
   * @throws DataException if the calling thread is interrupted
   */
  public static DataReport scan(Dataset dataset, int threads, IntConsumer progress)
      throws DataException {
    if (threads < 1) {
      throw new IllegalArgumentException("a scan takes at least 1 thread, got " + threads);
    }
    ImageScan scan = new ImageScan(dataset, progress);
    scan.run(threads, dataset.location());
    return new DataReport(
        dataset.name(),
        dataset.location(),
        dataset.classNames(),
        scan.splits.stream().map(split -> split.report(dataset.classNames().size())).toList(),
        Duplicates.find(scan.splits),
        dataset.notes());
  }

  private void run(int threads, String location) throws DataException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        workers.add(pool.submit(this::work));
      }
      for (Future<?> worker : workers) {
        if (Thread.interrupted()) { // which get() does not look at where the work is done
          throw new InterruptedException();
        }
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(location, "the scan was interrupted", "start it again", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      // The workers throw nothing that is checked.
      throw (RuntimeException) e.getCause();
    } finally {
      next.set(images);
      pool.shutdownNow();
    }
  }

  private void work() {
    for (int i = next.getAndIncrement(); i < images; i = next.getAndIncrement()) {
      int at = i;
      for (ScannedSplit split : splits) {
        if (at < split.size()) {
          split.scan(at);
          break;
        }
        at -= split.size();
      }
      tell();
    }
  }

  private synchronized void tell() {
    progress.accept(++done);
  }
}
