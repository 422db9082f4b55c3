package dev.graft.train;

import dev.graft.torch.Precision;
import java.util.Optional;

/**
 * What of the machine a training may use; it decides how fast results come, and apart from the
 * precision's rounding not what they are.
 *
 * @param loaderThreads threads that decode and preprocess beside the network
 * @param cacheBytes what all remembered prefix outputs together may take in memory
 * @param precision of what the network computes; its weights are always kept in float32
 * @param featureCache where prefix outputs are kept for later trainings; empty: in memory alone
 */
public record Resources(
    int loaderThreads, long cacheBytes, Precision precision, Optional<FeatureCache> featureCache) {

  public Resources {
    if (loaderThreads < 1 || loaderThreads > 256) {
      throw new IllegalArgumentException("loader threads must be 1 to 256, got " + loaderThreads);
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cache bytes must be 0 or more, got " + cacheBytes);
    }
  }

  /** A loader thread for every two cores, 1 GiB of remembered features, float32, no files. */
  public static Resources defaults() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new Resources(threads, 1L << 30, Precision.FLOAT32, Optional.empty());
  }

  /** The same with another number of loader threads. */
  public Resources withLoaderThreads(int threads) {
    return new Resources(threads, cacheBytes, precision, featureCache);
  }

  /** The same with another limit on what is remembered. */
  public Resources withCacheBytes(long bytes) {
    return new Resources(loaderThreads, bytes, precision, featureCache);
  }

  /** The same in another precision. */
  public Resources withPrecision(Precision other) {
    return new Resources(loaderThreads, cacheBytes, other, featureCache);
  }

  /** The same with what is remembered kept in files. */
  public Resources withFeatureCache(FeatureCache cache) {
    return new Resources(loaderThreads, cacheBytes, precision, Optional.of(cache));
  }
}
