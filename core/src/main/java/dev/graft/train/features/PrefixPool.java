package dev.graft.train.features;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.batch.Loading;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.TrainSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The prefixes of a trainer's runs: those that freeze the same stages share one, and what it
 * computed.
 */
public final class PrefixPool implements AutoCloseable {

  private final ImageSource train;
  private final Optional<ImageSource> watched;
  private final Backbone backbone;
  private final Architecture architecture;
  private final TrainSettings settings;
  private final Compute compute;
  private final Loading loading;
  private final Features features;
  private final Map<Integer, FrozenPrefix> trainPrefixes = new HashMap<>();
  private final Map<Integer, FrozenPrefix> watchedPrefixes = new HashMap<>();
  private final Map<Integer, FrozenStages> stages = new HashMap<>();
  private final Map<Integer, FeatureStore> remembered = new HashMap<>();

  /** What it borrows stays its owner's to close. */
  public PrefixPool(
      ImageSource train,
      Optional<ImageSource> watched,
      Backbone backbone,
      TrainSettings settings,
      Features features) {
    this.train = train;
    this.watched = watched;
    this.backbone = backbone;
    this.architecture = backbone.architecture();
    this.settings = settings;
    this.compute = settings.resources().compute();
    this.loading = settings.resources().loading();
    this.features = features;
  }

  /** Those of a phase that trains {@code weights}; to be closed when it ends. */
  public Prefixes of(Phase phase, Weights weights) {
    if (phase.statistics() == Phase.Statistics.MOVE_EVERYWHERE) {
      // What moves cannot be frozen ahead: the whole network is, after every epoch.
      var moving =
          new MovingPrefix(
              architecture.prefix(phase.cut()),
              weights,
              train,
              backbone.preprocessing(),
              settings.augmentation(),
              loading,
              compute.precision());
      return new Prefixes(moving, watchedPrefix(0), 0, true);
    }
    FrozenPrefix shared =
        trainPrefixes.computeIfAbsent(
            phase.cut(), cut -> frozen(cut, train, settings.augmentation()));
    FrozenPrefix sharedWatched = watchedPrefixes.computeIfAbsent(phase.cut(), this::watchedPrefix);
    return new Prefixes(shared, sharedWatched, phase.cut(), false);
  }

  /** A run begins. */
  public void beginRun() {
    trainPrefixes.values().forEach(FrozenPrefix::beginRun);
    watchedPrefixes.values().forEach(FrozenPrefix::beginRun);
  }

  /** What computing the outputs that the run found took other runs. */
  public double foundSeconds() {
    return Stream.of(trainPrefixes, watchedPrefixes)
        .flatMap(prefixes -> prefixes.values().stream())
        .mapToDouble(FrozenPrefix::foundSeconds)
        .sum();
  }

  private FrozenPrefix watchedPrefix(int cut) {
    return watched.map(images -> frozen(cut, images, Augmentation.none())).orElse(null);
  }

  private FrozenPrefix frozen(int cut, ImageSource source, Augmentation augmentation) {
    Sequential layers = architecture.prefix(cut);
    return new FrozenPrefix(
        stages.computeIfAbsent(cut, c -> new FrozenStages(layers, backbone.weights(), compute)),
        source,
        backbone.preprocessing(),
        augmentation,
        loading,
        cut == 0 ? Optional.empty() : Optional.of(remembered.computeIfAbsent(cut, this::store)));
  }

  private FeatureStore store(int cut) {
    return features.store(
        FeatureKey.of(
            architecture, cut, backbone.weights(), backbone.preprocessing(), settings.resources()));
  }

  @Override
  public void close() {
    trainPrefixes.values().forEach(FrozenPrefix::close);
    watchedPrefixes.values().forEach(FrozenPrefix::close);
    stages.values().forEach(FrozenStages::close);
  }
}
