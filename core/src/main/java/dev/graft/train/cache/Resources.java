package dev.graft.train.cache;

import dev.graft.data.batch.Loading;
import dev.graft.data.loading.Decoding;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import java.util.Objects;
import java.util.Optional;

/**
 * What of the machine a training may use; it decides how fast results come, and apart from the
 * rounding of a precision or of reduced decoding not what they are.
 *
 * @param loaderThreads threads that decode and preprocess beside the network
 * @param cacheBytes what all remembered prefix outputs together may take in memory
 * @param compute what the network computes with: threads, precision
 * @param decoding at what size pictures are decoded
 * @param imageBytes what images kept for another epoch may take
 * @param featureCache where prefix outputs are kept for later trainings; empty: in memory alone
 */
public record Resources(
    int loaderThreads,
    long cacheBytes,
    Compute compute,
    Decoding decoding,
    long imageBytes,
    Optional<FeatureCache> featureCache) {

  private static final int MAX_LOADER_THREADS = 256;

  public Resources {
    Objects.requireNonNull(compute, "compute");
    Objects.requireNonNull(decoding, "decoding");
    if (loaderThreads < 1 || loaderThreads > MAX_LOADER_THREADS) {
      throw new IllegalArgumentException(
          "loader threads must be 1 to %d, got %d".formatted(MAX_LOADER_THREADS, loaderThreads));
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cache bytes must be 0 or more, got " + cacheBytes);
    }
    if (imageBytes < 0) {
      throw new IllegalArgumentException("image bytes must be 0 or more, got " + imageBytes);
    }
  }

  /**
   * A loader thread for every two cores, 256 at most, 1 GiB of remembered features and no files of
   * them, {@link Compute#standard}, reduced decoding, and 512 MiB of kept images, or a quarter of
   * the Java heap if that is less.
   */
  public static Resources defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = Math.min(Math.max(1, cores / 2), MAX_LOADER_THREADS);
    long images = Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 4);
    return new Resources(
        threads, 1L << 30, Compute.standard(), Decoding.REDUCED, images, Optional.empty());
  }

  /** The number format that the network computes in. */
  public Precision precision() {
    return compute.precision();
  }

  /** What loaders that use these resources together share. */
  public Loading loading() {
    return new Loading(loaderThreads, decoding, imageBytes);
  }

  /** The same with another number of loader threads. */
  public Resources withLoaderThreads(int threads) {
    return new Resources(threads, cacheBytes, compute, decoding, imageBytes, featureCache);
  }

  /** The same with another limit on what is remembered. */
  public Resources withCacheBytes(long bytes) {
    return new Resources(loaderThreads, bytes, compute, decoding, imageBytes, featureCache);
  }

  /** The same with other threads or in another precision. */
  public Resources withCompute(Compute other) {
    return new Resources(loaderThreads, cacheBytes, other, decoding, imageBytes, featureCache);
  }

  /** The same with as many threads in another precision. */
  public Resources withPrecision(Precision other) {
    return withCompute(compute.withPrecision(other));
  }

  /** The same with what is remembered kept in files. */
  public Resources withFeatureCache(FeatureCache cache) {
    return new Resources(
        loaderThreads, cacheBytes, compute, decoding, imageBytes, Optional.of(cache));
  }

  /** The same with pictures decoded at another size. */
  public Resources withDecoding(Decoding other) {
    return new Resources(loaderThreads, cacheBytes, compute, other, imageBytes, featureCache);
  }

  /** The same with another limit on kept images. */
  public Resources withImageBytes(long bytes) {
    return new Resources(loaderThreads, cacheBytes, compute, decoding, bytes, featureCache);
  }
}
