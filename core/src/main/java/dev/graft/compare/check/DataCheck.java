package dev.graft.compare.check;

import dev.graft.backbone.Backbone;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import dev.graft.train.features.FrozenFeatures;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Looks at labelled images through a frozen backbone: near-duplicates, labels that are probably
 * wrong, and whether the images look to its first layer as those it was trained on.
 */
public final class DataCheck {

  /** With fewer training images a probe that misses a fifth of them says nothing of labels. */
  private static final int FEWEST_JUDGED = 50;

  private final Dataset data;
  private final Backbone backbone;
  private final Resources resources;

  /**
   * A check of {@code data}, in which every image can be read, through {@code backbone}; both stay
   * the caller's to close.
   *
   * @throws dev.graft.torch.UnavailablePrecisionException if this processor does not compute in the
   *     precision of {@code resources}
   */
  public DataCheck(Dataset data, Backbone backbone, Resources resources) {
    ProcessorSupport.require(resources.precision());
    this.data = data;
    this.backbone = backbone;
    this.resources = resources;
  }

  /** Number of images that are looked at. */
  public int images() {
    return sources().values().stream().mapToInt(ImageSource::size).sum();
  }

  /**
   * Checks.
   *
   * @param scan of these images, whose exact duplicates are not reported again
   * @param seed of the folds
   * @param remembered what frozen stages computed; it is read and added to
   * @param seen is told how many images are done
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public DataFindings run(DataReport scan, long seed, Features remembered, IntConsumer seen) {
    try (var entered = resources.compute().enter()) {
      return findings(scan, seed, remembered, seen);
    }
  }

  private DataFindings findings(DataReport scan, long seed, Features remembered, IntConsumer seen) {
    var features = new EnumMap<Split, FrozenFeatures>(Split.class);
    int done = 0;
    for (Map.Entry<Split, ImageSource> part : sources().entrySet()) {
      int before = done;
      features.put(
          part.getKey(),
          FrozenFeatures.of(
              part.getValue(), backbone, resources, remembered, i -> seen.accept(before + i)));
      done += part.getValue().size();
    }
    NearPairs near = nearDuplicates(features, scan);
    return new DataFindings(
        backbone.architecture().id(),
        done,
        NearDuplicates.LEAST,
        near.counts(),
        near.kept(),
        labels(features.get(Split.TRAIN), seed),
        FirstLayer.look(data.train(), backbone, resources));
  }

  private Map<Split, ImageSource> sources() {
    var sources = new EnumMap<Split, ImageSource>(Split.class);
    sources.put(Split.TRAIN, data.train());
    data.validation().ifPresent(images -> sources.put(Split.VALIDATION, images));
    data.test().ifPresent(images -> sources.put(Split.TEST, images));
    return sources;
  }

  private NearPairs nearDuplicates(Map<Split, FrozenFeatures> features, DataReport scan) {
    var search = new NearDuplicates(scan);
    sources()
        .forEach(
            (split, source) -> {
              float[][] miniatures = Miniature.of(source, resources.loaderThreads());
              float[][] rows = features.get(split).rows();
              for (int i = 0; i < source.size(); i++) {
                var image = new DataReport.Copy(split, i, source.name(i), source.label(i));
                search.add(image, miniatures[i], rows[i]);
              }
            });
    return search.find();
  }

  private Optional<DataFindings.Labels> labels(FrozenFeatures features, long seed) {
    return features.size() < FEWEST_JUDGED
        ? Optional.empty()
        : Optional.of(LabelCheck.judge(data.train(), OutOfFold.of(features, seed)));
  }
}
