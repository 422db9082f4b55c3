package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.ByteSize;
import dev.graft.backbone.WeightLocator;
import dev.graft.train.cache.FeatureCache;
import dev.graft.train.strategy.TrainSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options about where outputs of frozen stages are kept between commands. */
public final class FeatureCacheArgs {

  private static final String OFF = "off";

  @Option(
      names = "--feature-cache",
      paramLabel = "DIR|off",
      completionCandidates = Caches.class,
      description = {
        "folder that keeps cached features of frozen stages for later commands; by default"
            + " features/"
            + " in Graft's cache, and none for \"graft lesson\""
      })
  private String folder;

  @Option(
      names = "--feature-cache-limit",
      paramLabel = "SIZE",
      description = "disk for it; the longest unused goes first (${DEFAULT-VALUE})")
  private ByteSize limit = new ByteSize(FeatureCache.defaults(Path.of("")).limitBytes());

  private boolean presetOff;

  /** The words of {@code --feature-cache}. */
  static final class Caches extends Known {
    Caches() {
      super(() -> Stream.of(OFF));
    }
  }

  public void presetOff() {
    presetOff = true;
  }

  /** The same settings with the cache the user wants, if any. */
  public TrainSettings applyTo(TrainSettings settings, Console console) {
    return cache(console)
        .map(settings.resources()::withFeatureCache)
        .map(settings::withResources)
        .orElse(settings);
  }

  private Optional<FeatureCache> cache(Console console) {
    if (folder == null ? presetOff : folder.equals(OFF)) {
      return Optional.empty();
    }
    Path place = folder == null ? standard(console) : Path.of(folder);
    return Optional.of(new FeatureCache(place, limit.bytes()));
  }

  /** Beside the weights, wherever the user keeps Graft's cache. */
  public static Path standard(Console console) {
    return WeightLocator.create(console.environment(), true, (received, total) -> {})
        .folder()
        .resolveSibling("features");
  }
}
