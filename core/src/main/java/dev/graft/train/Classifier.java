package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.Dataset;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.files.WeightFileException;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.Precision;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.FeatureKey;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.features.FeatureStore;
import dev.graft.train.features.Features;
import dev.graft.train.loop.Scorer;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A trained network with everything a prediction needs: backbone, head, class names and
 * preprocessing.
 *
 * <p>Any number of threads may predict with it at once. It owns native memory until it is closed.
 * Any thread may close it at any time, without waiting: what is under way just then is finished,
 * and the last of it frees the memory. Whatever needs that memory later gets an {@link
 * IllegalStateException}.
 */
public final class Classifier implements AutoCloseable {

  private final Architecture architecture;
  private final Sequential network;
  private final Weights weights;
  private final Preprocessing preprocessing;
  private final List<String> classNames;
  private final Temperature temperature;
  private final Frozen frozen;
  private final Lifetime lifetime = new Lifetime("classifier", this::release);
  private FrozenNetwork ready; // null until first wanted

  /** The stages that are still what was loaded, and the SHA-256 of their entries. */
  record Frozen(int stages, String sha256) {

    /** None, as far as is known. */
    static final Frozen NONE = new Frozen(0, "");
  }

  /** Takes over {@code weights}, which must hold the backbone and the head. */
  Classifier(
      Architecture architecture,
      Weights weights,
      Preprocessing preprocessing,
      List<String> classNames,
      Temperature temperature,
      Frozen frozen) {
    this.frozen = frozen;
    this.temperature = temperature;
    this.architecture = architecture;
    this.network = architecture.suffix(0, classNames.size());
    this.weights = weights;
    this.preprocessing = preprocessing;
    this.classNames = List.copyOf(classNames);
  }

  /** Trains a {@link Strategy#probe}: what is quick, and what few images allow. */
  public static Classifier train(Dataset data, Backbone backbone) {
    return train(data, backbone, Strategy.probe(backbone.architecture()));
  }

  /** Trains with default settings; {@link Trainer} takes others, and tells how it goes. */
  public static Classifier train(Dataset data, Backbone backbone, Strategy strategy) {
    var settings = TrainSettings.defaults();
    try (var trainer =
        new Trainer(data.train(), Optional.empty(), backbone, settings, event -> {})) {
      return trainer.train(strategy.name(), strategy, settings.seed()).classifier();
    }
  }

  /** Class names; a label is an index into this list. */
  public List<String> classNames() {
    return classNames;
  }

  /** What its backbone is. */
  public Architecture architecture() {
    return architecture;
  }

  /** What images become before they enter the network. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** What logits are divided by before they become probabilities; 1 where none was fitted. */
  public double temperature() {
    return temperature.value();
  }

  /** The same, with what it rests on. */
  public Temperature calibration() {
    return temperature;
  }

  Weights weights() {
    return weights;
  }

  /** Keeps the weights alive for a call that reads them. */
  Lifetime.Use use() {
    return lifetime.use();
  }

  /** The trained tensors, with torchvision's names and shapes. */
  public List<StoredTensor> stored() {
    try (var use = use()) {
      return weights.stored();
    }
  }

  /** The classes' probabilities for one image; computed in float32. */
  public Prediction predict(Image image) {
    int size = preprocessing.inputSize();
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(preprocessing.floatsPerImage() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    preprocessing.normalise(preprocessing.geometry(image), pixels, 0);
    try (var use = use();
        var scope = Scope.withoutGradients()) {
      Tensor input = Tensor.ofImages(pixels, Precision.FLOAT32, 1, 3, size, size);
      return prediction(probabilities(ready().forward(input).doubles()));
    }
  }

  /** The same for a picture of whatever kind; what is transparent is as if it were not. */
  public Prediction predict(BufferedImage image) {
    return predict(Image.of(image));
  }

  /**
   * The same for the bytes of an image file.
   *
   * @throws dev.graft.data.image.UnreadableImageException if they are no picture
   */
  public Prediction predict(byte[] encoded) {
    try (var use = use()) {
      return predict(ImageDecoder.decode(encoded, "image", preprocessing.detail()));
    }
  }

  /**
   * The same for an image file.
   *
   * @throws dev.graft.data.image.UnreadableImageException naming the file, if it cannot be read or
   *     is no picture
   */
  public Prediction predict(Path file) {
    try (var use = use()) {
      return predict(ImageDecoder.decode(file, preprocessing.detail()));
    }
  }

  /** Of one image's logits. */
  double[] probabilities(double[] logits) {
    return Scores.probabilities(logits, temperature.value());
  }

  Prediction prediction(double[] p) {
    int best = 0;
    for (int k = 1; k < p.length; k++) {
      best = p[k] > p[best] ? k : best;
    }
    return new Prediction(best, classNames.get(best), p[best], Arrays.stream(p).boxed().toList());
  }

  /** The network for single predictions, prepared when first wanted. */
  private synchronized FrozenNetwork ready() {
    if (ready == null) {
      ready = network(Precision.FLOAT32);
    }
    return ready;
  }

  /** The whole network, prepared to run in that precision; to be closed. */
  FrozenNetwork network(Precision precision) {
    try (var use = use()) {
      return new FrozenNetwork(network, weights, precision);
    }
  }

  /** How well it does on {@code images}, which must have this classifier's classes. */
  public Evaluation evaluate(String split, ImageSource images) {
    return evaluate(split, images, Resources.defaults(), false, event -> {});
  }

  /**
   * The same with the given threads and precision, and progress told.
   *
   * @param flips whether each image is seen mirrored as well; probabilities are the mean of both
   */
  public Evaluation evaluate(
      String split,
      ImageSource images,
      Resources resources,
      boolean flips,
      Consumer<Event> events) {
    return new Examination(this, resources, Frozen.NONE, Optional.empty())
        .evaluate(split, images, flips, events);
  }

  /** The same with what frozen stages made of these images kept in {@code features}. */
  public Evaluation evaluate(
      String split,
      ImageSource images,
      Resources resources,
      Features features,
      Consumer<Event> events) {
    return examine(split, images, resources, features, events).evaluation();
  }

  /**
   * An evaluation, and what it was made of.
   *
   * @param scores of the network, not divided by the temperature
   */
  public record Examined(Evaluation evaluation, Scores scores) {}

  /** The same with the scores. */
  public Examined examine(
      String split,
      ImageSource images,
      Resources resources,
      Features features,
      Consumer<Event> events) {
    try (var use = use();
        var kept = features.use()) {
      Optional<FeatureStore> remembered =
          frozen.stages() == 0 ? Optional.empty() : Optional.of(features.store(key(resources)));
      Scorer scorer =
          new Examination(this, resources, frozen, remembered).scored(split, images, false, events);
      return new Examined(
          scorer.evaluation(split, classNames, temperature, 1), scorer.scores(split));
    }
  }

  private FeatureKey key(Resources resources) {
    return FeatureKey.of(architecture, frozen.stages(), frozen.sha256(), preprocessing, resources);
  }

  /**
   * Writes weights, class names and preprocessing into one safetensors file, whole or not at all.
   * The tensors have torchvision's names and shapes.
   */
  public void save(Path file) throws IOException {
    SavedClassifier.write(file, this);
  }

  /**
   * Makes the folder {@code model}: the weights as {@link #save} writes them, {@code model.json}
   * that says what they are, and {@code MODEL_CARD.md} for people. The folder appears whole or not
   * at all; a model that was there is replaced, a folder of other things is refused.
   *
   * @param facts for {@code model.json}, beside what it says by itself
   * @param card text of the model card
   */
  public void saveBundle(Path model, Map<String, ?> facts, String card) throws IOException {
    saveBundle(model, facts, card, folder -> {});
  }

  /** The same with more files, whose SHA-256 {@code model.json} holds. */
  public void saveBundle(Path model, Map<String, ?> facts, String card, Attachments attachments)
      throws IOException {
    try (var use = use()) {
      ModelBundle.write(model, this, facts, card, attachments);
    }
  }

  /** Writes more files into a model's folder, before it gets its name. */
  @FunctionalInterface
  public interface Attachments {
    void write(Path folder) throws IOException;
  }

  /**
   * Checks, before hours of training, that {@link #saveBundle} would replace nothing but a model.
   *
   * @throws IOException naming what is in the way
   */
  public static void checkBundle(Path model) throws IOException {
    ModelBundle.refuseOther(model);
  }

  /**
   * Writes the backbone without the head, in half precision, for others to start from: one
   * safetensors file with torchvision's names and shapes, whole or not at all.
   *
   * @param inputSize side of what images are to become before they enter it
   * @param notes for the file's header, beside architecture and preprocessing
   */
  public void saveBackbone(Path file, int inputSize, Map<String, String> notes) throws IOException {
    SavedClassifier.writeBackbone(file, this, inputSize, notes);
  }

  /**
   * Reads what {@link #save} or {@link #saveBundle} wrote: a file, a folder with a {@code
   * model.json}, or a folder of results with such a folder {@code model} in it.
   *
   * @throws WeightFileException if it is damaged or no saved classifier; of a folder, if its files
   *     do not fit together
   */
  public static Classifier load(Path path) throws IOException {
    Path place = ModelPlace.of(path);
    return Files.isDirectory(place) ? ModelBundle.read(place) : SavedClassifier.read(place);
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private synchronized void release() {
    if (ready != null) {
      ready.close();
      ready = null;
    }
    weights.close();
  }
}
