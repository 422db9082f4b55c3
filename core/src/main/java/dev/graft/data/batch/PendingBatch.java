package dev.graft.data.batch;

import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A batch whose images are being loaded, each by whichever thread is free. */
final class PendingBatch {

  private final List<Sample> samples;
  private final FloatBuffer memory;
  private final AtomicReferenceArray<Throwable> failures;
  private final CountDownLatch left;

  PendingBatch(List<Sample> samples, FloatBuffer memory) {
    this.samples = samples;
    this.memory = memory;
    this.failures = new AtomicReferenceArray<>(samples.size());
    this.left = new CountDownLatch(samples.size());
  }

  /** What a loader thread does for the image in place {@code slot}; never throws. */
  void fill(int slot, ImageViews views, Preprocessing preprocessing, boolean keep) {
    try {
      Image image = views.show(samples.get(slot), keep);
      preprocessing.normalise(image, memory, slot * preprocessing.floatsPerImage());
    } catch (Throwable t) { // whatever it is, it belongs to the thread that waits for this batch
      failures.set(slot, t);
    } finally {
      left.countDown();
    }
  }

  /** Instead of {@link #fill}, for a batch that nobody wants any more. */
  void skip(int slot) {
    failures.set(slot, new CancellationException("loading was ended"));
    left.countDown();
  }

  List<Sample> samples() {
    return samples;
  }

  FloatBuffer memory() {
    return memory;
  }

  /** Waits for all images, then throws the failure of the first that has one. */
  void await() throws InterruptedException {
    left.await();
    for (int i = 0; i < failures.length(); i++) {
      Throwable failure = failures.get(i);
      if (failure instanceof Error error) {
        throw error;
      } else if (failure instanceof RuntimeException exception) {
        throw exception;
      } else if (failure != null) { // a checked exception thrown past the compiler
        throw new IllegalStateException("loading image " + samples.get(i) + " failed", failure);
      }
    }
  }
}
