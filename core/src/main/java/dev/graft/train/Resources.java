package dev.graft.train;

import dev.graft.torch.Precision;

/**
 * What of the machine a training may use; it decides how fast results come, and apart from the
 * precision's rounding not what they are.
 *
 * @param loaderThreads threads that decode and preprocess beside the network
 * @param cacheBytes what all remembered prefix outputs together may take
 * @param precision of what the network computes; its weights are always kept in float32
 */
public record Resources(int loaderThreads, long cacheBytes, Precision precision) {

  public Resources {
    if (loaderThreads < 1 || loaderThreads > 256) {
      throw new IllegalArgumentException("loader threads must be 1 to 256, got " + loaderThreads);
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cache bytes must be 0 or more, got " + cacheBytes);
    }
  }

  /** A loader thread for every two cores, 1 GiB of remembered features, float32. */
  public static Resources defaults() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new Resources(threads, 1L << 30, Precision.FLOAT32);
  }

  /** The same with another limit on what is remembered. */
  public Resources withCacheBytes(long bytes) {
    return new Resources(loaderThreads, bytes, precision);
  }

  /** The same in another precision. */
  public Resources withPrecision(Precision other) {
    return new Resources(loaderThreads, cacheBytes, other);
  }
}
