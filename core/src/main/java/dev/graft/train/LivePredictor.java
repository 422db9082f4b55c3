package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.image.Region;
import dev.graft.data.loading.Decoding;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Scores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Predicts images as they come in, several in one pass of the network, and says where it looked and
 * what looks alike to it.
 *
 * <p>Any number of threads may prepare and predict. It prepares networks of its own and keeps them
 * until it is closed, whatever becomes of the classifier. Any thread may close it at any time,
 * without waiting: what is under way just then is finished, and the last of it frees the memory.
 * Later predictions get an {@link IllegalStateException}; preparing needs none of the memory.
 */
public final class LivePredictor implements AutoCloseable {

  private final Classifier classifier;
  private final Compute compute;
  private final Detail detail;
  private final Lifetime lifetime = new Lifetime("predictor", this::release);
  private final FrozenNetwork stages; // images to the last feature map
  private final LastMap last; // that map to features
  private final FrozenNetwork head; // those to logits
  private final Queue<FloatBuffer> idle = new ConcurrentLinkedQueue<>(); // for a batch's pixels
  private final int most;
  private final Optional<Neighbours> images;

  /**
   * An image as the network sees it.
   *
   * @param square of the network's input size
   * @param width of the upright picture, in pixels
   * @param height of the upright picture, in pixels
   * @param region what of the picture {@code square} shows
   */
  public record Prepared(Image square, int width, int height, Region region) {}

  /**
   * An image and what is asked of it.
   *
   * @param heatMaps for how many of the most probable classes a heat map is wanted
   * @param neighbours how many of the images are wanted that look most alike
   */
  public record Question(Prepared image, int heatMaps, int neighbours) {

    /** A question that asks for no neighbours. */
    public Question(Prepared image, int heatMaps) {
      this(image, heatMaps, 0);
    }
  }

  /**
   * What the network says.
   *
   * @param heatMaps of as many classes as were asked for, the most probable first
   * @param neighbours as many as were asked for, the most alike first
   */
  public record Answer(
      Prediction prediction, List<HeatMap> heatMaps, List<Neighbours.Neighbour> neighbours) {

    public Answer {
      heatMaps = List.copyOf(heatMaps);
      neighbours = List.copyOf(neighbours);
    }
  }

  /**
   * A predictor of {@code classifier}, which is needed open for as long as this takes, with those
   * threads, precision and decoding.
   *
   * @param most images that are ever predicted together
   */
  public LivePredictor(Classifier classifier, Resources resources, int most) {
    this(classifier, resources, most, Optional.empty());
  }

  /** The same, which finds neighbours among {@code images} as long as these are open. */
  public LivePredictor(
      Classifier classifier, Resources resources, int most, Optional<Neighbours> images) {
    Architecture architecture = classifier.architecture();
    int classes = classifier.classNames().size();
    this.classifier = classifier;
    this.compute = resources.compute();
    this.detail =
        resources.decoding() == Decoding.FULL ? Detail.FULL : classifier.preprocessing().detail();
    this.most = most;
    this.images = images;
    var made = new ArrayList<Runnable>();
    try (var use = classifier.use()) {
      Weights weights = classifier.weights();
      this.last = new LastMap(architecture, classes, weights, compute);
      made.add(last::close);
      this.stages = new FrozenNetwork(architecture.prefix(last.cut()), weights, compute);
      made.add(stages::close);
      int all = architecture.stages().size();
      this.head = new FrozenNetwork(architecture.suffix(all, classes), weights, compute);
    } catch (RuntimeException | Error e) {
      made.forEach(Runnable::run);
      throw e;
    }
  }

  /**
   * Decodes an image file no larger than the network needs it.
   *
   * @throws dev.graft.data.image.UnreadableImageException if it is no picture
   */
  public Prepared prepare(byte[] encoded) {
    Preprocessing preprocessing = classifier.preprocessing();
    Image image = ImageDecoder.decode(encoded, "image", detail);
    return new Prepared(
        preprocessing.geometry(image),
        image.fullWidth(),
        image.fullHeight(),
        preprocessing.region(image.fullWidth(), image.fullHeight()));
  }

  /** Whether heat maps can be had: not where the backbone gives no gradients, as an ONNX file. */
  public boolean hasHeatMaps() {
    return last.tellsPlaces();
  }

  /** What the network says of each, in order; 1 image or more, and no more than was announced. */
  public List<Answer> predict(List<Question> questions) {
    int count = questions.size();
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          "1 to %d images are predicted together, got %d".formatted(most, count));
    }
    if (!hasHeatMaps() && questions.stream().anyMatch(question -> question.heatMaps() > 0)) {
      throw new IllegalArgumentException(
          "no stage of %s tells places of an image apart, which heat maps need: ask for none"
              .formatted(classifier.architecture()));
    }
    int side = classifier.preprocessing().inputSize();
    try (var use = lifetime.use();
        var entered = compute.enter()) {
      return answers(questions, seen(questions, count, side));
    }
  }

  /** What the network makes of images: logits, maps if they are wanted, neighbours. */
  private static final class Seen {
    private final double[] logits;
    private final float[] maps;
    private final long[] shape;
    private final List<List<Neighbours.Neighbour>> neighbours;

    Seen(double[] logits, float[] maps, long[] shape, List<List<Neighbours.Neighbour>> neighbours) {
      this.logits = logits;
      this.maps = maps;
      this.shape = shape;
      this.neighbours = neighbours;
    }
  }

  private Seen seen(List<Question> questions, int count, int side) {
    try (var scope = Scope.withoutGradients()) {
      FloatBuffer free = idle.poll();
      FloatBuffer pixels = free == null ? buffer() : free;
      Tensor images =
          Pixels.copied(normalised(questions, pixels), compute.precision(), count, 3, side, side);
      idle.add(pixels);
      Tensor map = stages.forward(images);
      Tensor features = last.features(map);
      double[] logits = head.forward(features).doubles();
      boolean mapped = questions.stream().anyMatch(question -> question.heatMaps() > 0);
      float[] maps = mapped ? map.floats() : new float[0];
      return new Seen(logits, maps, map.shape(), neighbours(questions, features));
    }
  }

  private FloatBuffer buffer() {
    return ByteBuffer.allocateDirect(
            most * classifier.preprocessing().floatsPerImage() * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private FloatBuffer normalised(List<Question> questions, FloatBuffer pixels) {
    Preprocessing preprocessing = classifier.preprocessing();
    int each = preprocessing.floatsPerImage();
    for (int i = 0; i < questions.size(); i++) {
      preprocessing.normalise(questions.get(i).image().square(), pixels, i * each);
    }
    return pixels.duplicate().position(0).limit(questions.size() * each);
  }

  /** For each question, at least as many as it asks for. */
  private List<List<Neighbours.Neighbour>> neighbours(List<Question> questions, Tensor features) {
    int wanted = questions.stream().mapToInt(Question::neighbours).max().orElse(0);
    if (wanted == 0) {
      return Collections.nCopies(questions.size(), List.of());
    }
    Neighbours among =
        images.orElseThrow(
            () -> new IllegalArgumentException("there are no images to find neighbours among"));
    float[] flat = features.floats();
    int width = flat.length / questions.size();
    float[][] rows = new float[questions.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return among.of(rows, wanted);
  }

  private List<Answer> answers(List<Question> questions, Seen seen) {
    int count = questions.size();
    int classes = seen.logits.length / count;
    int map = seen.maps.length / count;
    var answers = new ArrayList<Answer>();
    for (int i = 0; i < count; i++) {
      double[] row = Arrays.copyOfRange(seen.logits, i * classes, (i + 1) * classes);
      float[] features = Arrays.copyOfRange(seen.maps, i * map, (i + 1) * map);
      List<HeatMap> heatMaps =
          last.heatMaps(best(row, questions.get(i).heatMaps()).toArray(), features, seen.shape);
      List<Neighbours.Neighbour> near =
          seen.neighbours.get(i).stream().limit(questions.get(i).neighbours()).toList();
      answers.add(
          new Answer(
              Prediction.of(
                  classifier.classNames(), Scores.probabilities(row, classifier.temperature())),
              heatMaps,
              near));
    }
    return answers;
  }

  private static IntStream best(double[] logits, int count) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> -logits[k]))
        .mapToInt(k -> k)
        .limit(count);
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private void release() {
    stages.close();
    last.close();
    head.close();
  }
}
