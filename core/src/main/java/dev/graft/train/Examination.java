package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.data.batch.EpochPlan;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Sequential;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.features.FeatureKey;
import dev.graft.train.features.FeatureStore;
import dev.graft.train.features.Features;
import dev.graft.train.features.FrozenPrefix;
import dev.graft.train.features.FrozenStages;
import dev.graft.train.loop.Scorer;
import dev.graft.train.record.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a classifier is evaluated.
 *
 * @param apart the stages whose outputs are {@code remembered}
 * @param remembered where these are found and kept, if anywhere
 */
public record Examination(
    Classifier classifier,
    Resources resources,
    Classifier.Frozen apart,
    Optional<FeatureStore> remembered) {

  private static final int BATCH = 32;

  /**
   * An evaluation, and what it was made of.
   *
   * @param scores of the network, not divided by the temperature
   */
  public record Examined(Evaluation evaluation, Scores scores) {}

  /**
   * Evaluates a classifier, with what frozen stages make of the images kept in {@code features};
   * {@link Classifier#evaluate} keeps nothing.
   */
  public static Examined examine(
      Classifier classifier,
      String split,
      ImageSource images,
      Resources resources,
      Features features,
      Consumer<Event> events) {
    try (var use = classifier.use();
        var kept = features.use()) {
      Classifier.Frozen frozen = classifier.frozen();
      Optional<FeatureStore> remembered =
          frozen.stages() == 0
              ? Optional.empty()
              : Optional.of(features.store(key(classifier, resources)));
      Scorer scorer =
          new Examination(classifier, resources, frozen, remembered)
              .scored(split, images, false, events);
      return new Examined(
          scorer.evaluation(split, classifier.classNames(), classifier.calibration(), 1),
          scorer.scores(split));
    }
  }

  private static FeatureKey key(Classifier classifier, Resources resources) {
    Classifier.Frozen frozen = classifier.frozen();
    return FeatureKey.of(
        classifier.architecture(),
        frozen.stages(),
        frozen.sha256(),
        classifier.preprocessing(),
        resources);
  }

  /** On {@code images}, each mirrored as well with {@code flips}. */
  Evaluation evaluate(String split, ImageSource images, boolean flips, Consumer<Event> events) {
    return scored(split, images, flips, events)
        .evaluation(split, classifier.classNames(), classifier.calibration(), flips ? 2 : 1);
  }

  /** What the network says of them, before that is made of it. */
  Scorer scored(String split, ImageSource images, boolean flips, Consumer<Event> events) {
    List<String> classNames = classifier.classNames();
    if (!images.classNames().equals(classNames)) {
      throw new IllegalArgumentException(
          "the images' classes %s are not the classifier's %s"
              .formatted(images.classNames(), classNames));
    }
    List<View> views = View.ofEvaluation(flips);
    Architecture architecture = classifier.architecture();
    Sequential rest = architecture.suffix(apart.stages(), classNames.size());
    try (var use = classifier.use();
        var network = new FrozenNetwork(rest, classifier.weights(), resources.compute());
        var stages =
            new FrozenStages(
                architecture.prefix(apart.stages()), classifier.weights(), resources.compute());
        var prefix =
            new FrozenPrefix(
                stages,
                images,
                classifier.preprocessing(),
                flips ? Augmentation.flip() : Augmentation.none(),
                resources.withImageBytes(0).loading(), // each image is looked at once
                remembered)) {
      var scorer = new Scorer(images.size() * views.size(), Event.Work.TEST, 0, events);
      prefix.forEach(
          EpochPlan.inOrder(images.size(), BATCH, views),
          (input, labels) -> scorer.add(network.forward(input), labels));
      return scorer;
    }
  }
}
