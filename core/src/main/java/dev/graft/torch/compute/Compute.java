package dev.graft.torch.compute;

import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.Native;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/**
 * What networks compute with: this machine's processor, a number of its threads, a number format.
 *
 * <p>A value: two with the same threads and precision are equal, and several work side by side in
 * one process, each with its own threads. Making one starts nothing. Its threads start when first
 * needed and end when idle, so there is nothing to close.
 */
public final class Compute {

  /** The most threads that one takes. */
  public static final int MAX_THREADS = 1024;

  /**
   * Images that one thread computes at a time: enough to compute well, few enough to share out
   * evenly. What frozen stages make of an image may depend on it, and does not on the number of
   * threads.
   */
  public static final int PIECE = 8;

  private static final int MOST_TOGETHER = 512;

  private static final Compute STANDARD =
      of(Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS), Precision.FLOAT32);

  private final Workers workers;
  private final Precision precision;

  private Compute(Workers workers, Precision precision) {
    this.workers = workers;
    this.precision = Objects.requireNonNull(precision, "precision");
  }

  /**
   * One of its own threads, 1 to {@link #MAX_THREADS}. Any precision may stand here, as in results
   * of another machine; whoever computes refuses what this processor lacks.
   */
  public static Compute of(int threads, Precision precision) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be 1 to %d, got %d".formatted(MAX_THREADS, threads));
    }
    return new Compute(new Workers(threads), precision);
  }

  /** The fastest of what was measured. */
  public static Compute of(MeasuredSpeed measured) {
    return of(measured.threads(), measured.precision());
  }

  /**
   * A thread for each core that this process may use, float32. It is Java's count: libtorch counts
   * one where it cannot read how cores and caches lie, as in some virtual machines.
   */
  public static Compute standard() {
    return STANDARD;
  }

  /** The same threads in another precision. */
  public Compute withPrecision(Precision other) {
    return new Compute(workers, other);
  }

  /** How many threads compute. */
  public int threads() {
    return workers.threads();
  }

  /** The number format that networks compute in; weights are always kept in float32. */
  public Precision precision() {
    return precision;
  }

  /** Images whose pieces keep all threads busy, 512 at most. */
  public int together() {
    return Math.min(MOST_TOGETHER, threads() * PIECE);
  }

  /**
   * Has the calling thread compute with these threads until the result is closed, by the same
   * thread. Every call that computes holds one; they nest.
   */
  public Entered enter() {
    return new Entered(threads());
  }

  /** A thread that computes with a number of threads of its own; closed, with as many as before. */
  public static final class Entered implements AutoCloseable {

    private final int before;
    private final boolean changed;

    private Entered(int threads) {
      Native.load();
      // libtorch's number is the calling thread's own; asking first makes it so.
      this.before = torch.get_num_threads();
      this.changed = before != threads;
      if (changed) {
        torch.set_num_threads(threads);
      }
    }

    @Override
    public void close() {
      if (changed) {
        torch.set_num_threads(before);
      }
    }
  }

  /**
   * The result of {@code work}, computed by one thread alone: where operations are small, sharing
   * each out takes longer than computing it.
   */
  public <T> T alone(Supplier<T> work) {
    return threads() == 1 ? work.get() : workers.each(1, i -> work.get()).get(0);
  }

  Workers workers() {
    return workers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Compute compute
        && compute.threads() == threads()
        && compute.precision == precision;
  }

  @Override
  public int hashCode() {
    return Objects.hash(threads(), precision);
  }

  @Override
  public String toString() {
    return "%s with %d threads".formatted(precision, threads());
  }
}
