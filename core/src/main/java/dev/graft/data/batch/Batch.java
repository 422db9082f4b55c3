package dev.graft.data.batch;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Preprocessed images and their labels, in the order asked for.
 *
 * <p>Closing it gives its memory back to the loader for a later batch; the pixels may not be read
 * after that.
 */
public final class Batch implements AutoCloseable {

  private final List<Sample> samples;
  private final int[] labels;
  private final int inputSize;
  private final FloatBuffer memory;
  private Consumer<FloatBuffer> pool;

  Batch(
      List<Sample> samples,
      int[] labels,
      int inputSize,
      FloatBuffer memory,
      Consumer<FloatBuffer> pool) {
    this.samples = List.copyOf(samples);
    this.labels = labels;
    this.inputSize = inputSize;
    this.memory = memory;
    this.pool = pool;
  }

  /** Number of images, N. */
  public int size() {
    return samples.size();
  }

  /** Side of every image, in pixels. */
  public int inputSize() {
    return inputSize;
  }

  /** The images, float32 [N, inputSize, inputSize, 3], direct and in native byte order. */
  public FloatBuffer pixels() {
    if (pool == null) {
      throw new IllegalStateException("this batch is closed; its memory belongs to another");
    }
    return memory.slice(0, size() * 3 * inputSize * inputSize);
  }

  /** Class index of each image. */
  public int[] labels() {
    return labels.clone();
  }

  /** Which images these are. */
  public List<Sample> samples() {
    return samples;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.accept(memory);
      pool = null;
    }
  }
}
