package dev.graft.train;

import dev.graft.data.batch.Batch;
import dev.graft.data.batch.BatchLoader;
import dev.graft.data.batch.EpochPlan;
import dev.graft.data.batch.Loading;
import dev.graft.data.batch.Sample;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.features.Interruption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Predicts any number of image files: decoded by several threads beside the network, in constant
 * memory however many there are.
 *
 * <p>It prepares a network of its own and keeps it until it is closed, whatever becomes of the
 * classifier. Any thread may close it at any time, without waiting: what is under way is finished,
 * to its last file, and frees the memory. Later calls get an {@link IllegalStateException}.
 */
public final class BatchPredictor implements AutoCloseable {

  /** Files that are begun together; the loader runs dry once for each so many. */
  private static final int CHUNK = 4096;

  private static final int BATCH = 32;

  private final Classifier classifier;
  private final FrozenNetwork network;
  private final Lifetime lifetime;
  private final Resources resources;
  private final boolean flips;

  /**
   * What came of a file.
   *
   * @param prediction empty where the file cannot be read
   * @param problem why, in plain words; empty where it can
   */
  public record Outcome(Path file, Optional<Prediction> prediction, String problem) {}

  /**
   * A predictor of {@code classifier}, which is needed open for as long as this takes.
   *
   * @param flips whether each image is seen mirrored as well; probabilities are the mean of both
   */
  public BatchPredictor(Classifier classifier, Resources resources, boolean flips) {
    this.classifier = classifier;
    this.network = classifier.network(resources.compute());
    this.lifetime = new Lifetime("predictor", network::close);
    this.resources = resources.withImageBytes(0); // each image is looked at once
    this.flips = flips;
  }

  /**
   * Tells {@code outcomes} of every file, in order.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public void predict(Iterator<Path> files, Consumer<Outcome> outcomes) {
    Loading loading = resources.loading();
    try (var use = lifetime.use();
        var entered = resources.compute().enter()) {
      while (files.hasNext()) {
        var chunk = new ArrayList<Path>();
        while (files.hasNext() && chunk.size() < CHUNK) {
          chunk.add(files.next());
        }
        predict(new FilesToPredict(chunk, classifier.classNames()), loading, outcomes);
      }
    }
  }

  private void predict(FilesToPredict files, Loading loading, Consumer<Outcome> outcomes) {
    Augmentation views = flips ? Augmentation.flip() : Augmentation.none();
    Preprocessing preprocessing = classifier.preprocessing();
    try (var loader = new BatchLoader(files, preprocessing, views, loading)) {
      loader
          .load(EpochPlan.inOrder(files.size(), BATCH, View.ofEvaluation(flips)), false)
          .forEachRemaining(
              batch -> {
                tell(files, batch, outcomes);
                Interruption.check();
              });
    }
  }

  private void tell(FilesToPredict files, Batch batch, Consumer<Outcome> outcomes) {
    double[][] probabilities = probabilities(batch);
    List<Sample> samples = batch.samples();
    int views = flips ? 2 : 1;
    for (int at = 0; at < samples.size(); at += views) {
      int file = samples.get(at).index();
      Optional<String> problem = files.problem(file);
      Optional<Prediction> prediction =
          problem.isPresent()
              ? Optional.empty()
              : Optional.of(
                  Prediction.of(
                      classifier.classNames(),
                      mean(Arrays.copyOfRange(probabilities, at, at + views))));
      outcomes.accept(new Outcome(files.file(file), prediction, problem.orElse("")));
    }
  }

  private double[][] probabilities(Batch batch) {
    int side = batch.inputSize();
    try (batch;
        var scope = Scope.withoutGradients()) {
      Tensor images = Pixels.lent(batch.pixels(), batch.size(), 3, side, side);
      double[] logits = network.forward(images).doubles();
      int classes = logits.length / batch.size();
      double[][] rows = new double[batch.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] =
            Scores.probabilities(
                Arrays.copyOfRange(logits, i * classes, (i + 1) * classes),
                classifier.temperature());
      }
      return rows;
    }
  }

  private static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += row[k] / rows.length;
      }
    }
    return mean;
  }

  @Override
  public void close() {
    lifetime.close();
  }
}
