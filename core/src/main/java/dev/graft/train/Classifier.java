package dev.graft.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.StoredPreprocessing;
import dev.graft.data.Augmentation;
import dev.graft.data.Dataset;
import dev.graft.data.EpochPlan;
import dev.graft.data.Image;
import dev.graft.data.ImageDecoder;
import dev.graft.data.ImageSource;
import dev.graft.data.Preprocessing;
import dev.graft.torch.FrozenNetwork;
import dev.graft.torch.Precision;
import dev.graft.torch.Safetensors;
import dev.graft.torch.Scope;
import dev.graft.torch.Sequential;
import dev.graft.torch.StoredTensor;
import dev.graft.torch.Tensor;
import dev.graft.torch.WeightFile;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A trained network with everything a prediction needs: backbone, head, class names and
 * preprocessing.
 *
 * <p>Any number of threads may predict with it at once. It owns native memory until it is closed;
 * nobody may be predicting then.
 */
public final class Classifier implements AutoCloseable {

  private static final int BATCH = 32;

  private final Architecture architecture;
  private final Sequential network;
  private final Weights weights;
  private final Preprocessing preprocessing;
  private final List<String> classNames;
  private final Frozen frozen;
  private FrozenNetwork ready;
  private boolean closed;

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
      Frozen frozen) {
    this.frozen = frozen;
    this.architecture = architecture;
    this.network = architecture.suffix(0, classNames.size());
    this.weights = weights;
    this.preprocessing = preprocessing;
    this.classNames = List.copyOf(classNames);
  }

  /**
   * Trains a classifier with default settings on the data's training images, in one call; {@link
   * Trainer} is the way to other settings, progress and a record.
   */
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

  Weights weights() {
    return weights;
  }

  /** The classes' probabilities for one image; computed in float32. */
  public Prediction predict(Image image) {
    int size = preprocessing.inputSize();
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(preprocessing.floatsPerImage() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    preprocessing.normalise(preprocessing.geometry(image), pixels, 0);
    try (var scope = Scope.withoutGradients()) {
      Tensor input = Tensor.ofImages(pixels, Precision.FLOAT32, 1, 3, size, size);
      return prediction(Scores.probabilities(ready().forward(input).doubles()));
    }
  }

  /** The same for a picture of whatever kind; what is transparent is as if it were not. */
  public Prediction predict(BufferedImage image) {
    return predict(Image.of(image));
  }

  /**
   * The same for the bytes of an image file.
   *
   * @throws dev.graft.data.UnreadableImageException if they are no picture
   */
  public Prediction predict(byte[] encoded) {
    return predict(ImageDecoder.decode(encoded, "image", preprocessing.detail()));
  }

  /**
   * The same for an image file.
   *
   * @throws dev.graft.data.UnreadableImageException naming the file, if it cannot be read or is no
   *     picture
   */
  public Prediction predict(Path file) {
    return predict(ImageDecoder.decode(file, preprocessing.detail()));
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
    if (closed) {
      throw new IllegalStateException(
          "this classifier is closed: load it again, or close it after its last prediction");
    }
    if (ready == null) {
      ready = network(Precision.FLOAT32);
    }
    return ready;
  }

  /** The whole network, prepared to run in that precision; to be closed. */
  FrozenNetwork network(Precision precision) {
    return new FrozenNetwork(network, weights, precision);
  }

  /** How well it does on {@code images}, which must have this classifier's classes. */
  public Evaluation evaluate(String split, ImageSource images) {
    return evaluate(split, images, Resources.defaults(), event -> {});
  }

  /** The same with the given threads and precision, and progress told. */
  public Evaluation evaluate(
      String split, ImageSource images, Resources resources, Consumer<Event> events) {
    return evaluate(split, images, resources, Frozen.NONE, Optional.empty(), events);
  }

  /** The same with what frozen stages made of these images kept in {@code features}. */
  public Evaluation evaluate(
      String split,
      ImageSource images,
      Resources resources,
      Features features,
      Consumer<Event> events) {
    Optional<FeatureStore> remembered =
        frozen.stages() == 0
            ? Optional.empty()
            : Optional.of(
                features.store(
                    FeatureKey.of(
                        architecture, frozen.stages(), frozen.sha256(), preprocessing, resources)));
    return evaluate(split, images, resources, frozen, remembered, events);
  }

  private Evaluation evaluate(
      String split,
      ImageSource images,
      Resources resources,
      Frozen apart,
      Optional<FeatureStore> remembered,
      Consumer<Event> events) {
    if (!images.classNames().equals(classNames)) {
      throw new IllegalArgumentException(
          "the images' classes %s are not the classifier's %s"
              .formatted(images.classNames(), classNames));
    }
    Sequential rest = architecture.suffix(apart.stages(), classNames.size());
    try (var network = new FrozenNetwork(rest, weights, resources.precision());
        var stages =
            new FrozenStages(architecture.prefix(apart.stages()), weights, resources.precision());
        var prefix =
            new FrozenPrefix(
                stages,
                images,
                preprocessing,
                Augmentation.none(),
                resources.withImageBytes(0).loading(), // each image is looked at once
                remembered)) {
      var scorer = new Scorer(images.size(), Event.Work.TEST, 0, events);
      prefix.forEach(
          EpochPlan.inOrder(images.size(), BATCH),
          (input, labels) -> scorer.add(network.forward(input), labels));
      return scorer.evaluation(split, classNames);
    }
  }

  /**
   * Writes weights, class names and preprocessing into one safetensors file, whole or not at all.
   * The tensors have torchvision's names and shapes.
   */
  public void save(Path file) throws IOException {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", "pt");
    metadata.put("architecture", architecture.id());
    metadata.put("classes", new ObjectMapper().writeValueAsString(classNames));
    metadata.putAll(StoredPreprocessing.metadata(preprocessing));
    Safetensors.write(file, weights.stored(), metadata);
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
    ModelBundle.write(model, this, facts, card);
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
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", "pt");
    metadata.put("architecture", architecture.id());
    metadata.putAll(
        StoredPreprocessing.metadata(
            Preprocessing.squash(inputSize, preprocessing.mean(), preprocessing.std())));
    metadata.putAll(notes);
    String head = architecture.headName() + ".";
    List<StoredTensor> backbone =
        weights.stored().stream()
            .filter(stored -> !stored.name().startsWith(head))
            .map(StoredTensor::toHalf)
            .toList();
    Safetensors.write(file, backbone, metadata);
  }

  /**
   * Reads what {@link #save} or {@link #saveBundle} wrote: a file, or a folder with a {@code
   * model.json}.
   *
   * @throws WeightFileException if it is damaged or no saved classifier; of a folder, if its files
   *     do not fit together
   */
  public static Classifier load(Path path) throws IOException {
    return Files.isDirectory(path) ? ModelBundle.read(path) : ofFile(path);
  }

  static Classifier ofFile(Path path) throws IOException {
    WeightFile file = WeightFile.read(path);
    String id = file.metadata().get("architecture");
    String classes = file.metadata().get("classes");
    if (id == null || classes == null) {
      throw new WeightFileException(
          path, "it holds weights but no class names: only files that Graft saved can be loaded");
    }
    try {
      Architecture architecture = Architecture.named(id);
      List<String> names =
          new ObjectMapper().readValue(classes, new TypeReference<List<String>>() {});
      if (names == null || names.size() < 2 || names.contains(null)) {
        throw new WeightFileException(path, "no saved classifier: its classes are " + names);
      }
      Preprocessing preprocessing = StoredPreprocessing.of(file);
      Weights weights = Weights.of(architecture.entries(names.size()), file);
      return new Classifier(architecture, weights, preprocessing, names, Frozen.NONE);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new WeightFileException(path, "no saved classifier: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (ready != null) {
      ready.close();
      ready = null;
    }
    weights.close();
  }
}
