package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.Dataset;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.Precision;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Strategy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Compute compute;
  private final Lifetime lifetime = new Lifetime("classifier", this::release);
  private ImagePredictor ready; // null until first wanted

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
      Frozen frozen,
      Compute compute) {
    this.compute = compute.withPrecision(Precision.FLOAT32);
    this.frozen = frozen;
    this.temperature = temperature;
    this.architecture = architecture;
    this.network = architecture.suffix(0, classNames.size());
    this.weights = weights;
    this.preprocessing = preprocessing;
    this.classNames = List.copyOf(classNames);
  }

  /** Trains with {@link TrainOptions#defaults}. */
  public static Classifier train(Dataset data, Backbone backbone) {
    return train(data, backbone, TrainOptions.defaults());
  }

  /**
   * Trains on the data's training images. {@link Trainer} trains several strategies that share
   * their work, and gives what was measured.
   *
   * @throws IllegalArgumentException if the options name no strategy of the backbone
   */
  public static Classifier train(Dataset data, Backbone backbone, TrainOptions options) {
    Strategy strategy =
        Strategy.named(options.strategy(), backbone.architecture(), options.rates());
    return Trainer.once(data.train(), backbone, strategy, options);
  }

  /** The same with a strategy of one's own. */
  public static Classifier train(Dataset data, Backbone backbone, Strategy strategy) {
    return Trainer.once(data.train(), backbone, strategy, TrainOptions.defaults());
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

  /** The trained tensors, with the names and shapes of its architecture's entries. */
  public List<StoredTensor> stored() {
    try (var use = use()) {
      return weights.stored();
    }
  }

  /** The classes' probabilities for one image; computed in float32. */
  public Prediction predict(Image image) {
    return predictImages(List.of(image)).get(0);
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
   * The same for several image files, in their order; quicker than one by one.
   *
   * @throws dev.graft.data.image.UnreadableImageException naming the first that is no picture, as
   *     {@code image 0}
   */
  public List<Prediction> predict(List<byte[]> encoded) {
    try (var use = use()) {
      return predictImages(ready().decoded(encoded));
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

  /**
   * What the backbone makes of several image files: vectors [featureWidth] in their order, as they
   * enter the head, for searching, clustering or another program's classifier.
   *
   * @throws dev.graft.data.image.UnreadableImageException as {@link #predict(List)}
   */
  public List<float[]> features(List<byte[]> encoded) {
    try (var use = use()) {
      return ready().features(ready().decoded(encoded));
    }
  }

  private List<Prediction> predictImages(List<Image> images) {
    try (var use = use()) {
      return ready().logits(images).stream()
          .map(row -> Prediction.of(classNames, Scores.probabilities(row, temperature())))
          .toList();
    }
  }

  /** What predicts, prepared when first wanted. */
  private synchronized ImagePredictor ready() {
    if (ready == null) {
      ready = new ImagePredictor(architecture, classNames.size(), weights, preprocessing, compute);
    }
    return ready;
  }

  /** The whole network, prepared to run with {@code other}; to be closed. */
  FrozenNetwork network(Compute other) {
    try (var use = use()) {
      return new FrozenNetwork(network, weights, other);
    }
  }

  /** How well it does on {@code images}, which must have this classifier's classes. */
  public Evaluation evaluate(String split, ImageSource images) {
    return evaluate(split, images, Resources.defaults().withCompute(compute), false, event -> {});
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

  /** Which stages are still what was loaded. */
  Frozen frozen() {
    return frozen;
  }

  /**
   * Writes weights, class names and preprocessing into one safetensors file, whole or not at all.
   * The tensors have the names and shapes of its architecture's entries.
   */
  public void save(Path file) throws IOException {
    SavedClassifier.write(file, this);
  }

  /**
   * Writes the backbone without the head, in half precision, for others to start from: one
   * safetensors file with the names and shapes of its architecture's entries, whole or not at all.
   *
   * @param inputSize side of what images are to become before they enter it
   * @param notes for the file's header, beside architecture and preprocessing
   */
  public void saveBackbone(Path file, int inputSize, Map<String, String> notes) throws IOException {
    SavedClassifier.writeBackbone(file, this, inputSize, notes);
  }

  /**
   * Reads what {@link #save} or {@link ModelBundle#write} wrote: a file, a folder with a {@code
   * model.json}, or a folder of results with such a folder {@code model} in it.
   *
   * @throws WeightFileException if it is damaged or no saved classifier; of a folder, if its files
   *     do not fit together
   */
  public static Classifier load(Path path) throws IOException {
    return load(path, Compute.standard());
  }

  /** The same; it predicts with the threads of {@code compute}. */
  public static Classifier load(Path path, Compute compute) throws IOException {
    Path place = ModelPlace.of(path);
    return Files.isDirectory(place)
        ? ModelBundle.read(place, compute)
        : SavedClassifier.read(place, compute);
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
