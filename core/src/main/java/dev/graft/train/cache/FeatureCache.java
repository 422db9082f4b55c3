package dev.graft.train.cache;

import java.nio.file.Path;

/**
 * A folder where outputs of frozen stages are kept for later commands, one folder in it for all
 * that depends on the same weights, stages, preprocessing, precision and versions. Several
 * processes may use it at once, and it may be cleared at any time.
 *
 * @param folder made when the first outputs are kept
 * @param limitBytes what all of it may take; the longest unused goes first
 */
public record FeatureCache(Path folder, long limitBytes) {

  public FeatureCache {
    if (limitBytes < 0) {
      throw new IllegalArgumentException(
          "the feature cache's limit must be 0 or more, got " + limitBytes);
    }
  }

  /** {@code folder}, to hold 2 GiB. */
  public static FeatureCache defaults(Path folder) {
    return new FeatureCache(folder, 2L << 30);
  }
}
