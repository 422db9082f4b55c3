package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.compute.NearestRows;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.features.Features;
import dev.graft.train.features.FrozenFeatures;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What owns native memory may be closed at any time: calls under way end well, later ones say so.
 */
class OwnersTest {

  private static final Architecture ARCHITECTURE = Architecture.shipped();
  private static final Resources RESOURCES = Resources.defaults();
  private static final ImageSource IMAGES = Tiny.images(12, 1);

  @TempDir private Path folder;

  private static void refused(String owner, ThrowingCallable... calls) {
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("this " + owner + " is closed: ");
    }
  }

  private Backbone backbone() throws IOException {
    return Tiny.backbone(ARCHITECTURE, folder);
  }

  private static Trainer trainer(Backbone backbone, Features features, Consumer<Event> events) {
    return new Trainer(
        IMAGES, Optional.empty(), backbone, TrainSettings.defaults(), features, events);
  }

  private static Classifier trained(Trainer trainer) {
    var rates = new Strategy.Rates(2, 1e-2, 1e-3);
    Strategy strategy = Strategy.named("feature-extract", ARCHITECTURE, rates);
    return trainer.train("test", strategy, 0).classifier();
  }

  private Classifier classifier() throws IOException {
    try (Backbone backbone = backbone();
        var features = new Features(RESOURCES, event -> {});
        var trainer = trainer(backbone, features, event -> {})) {
      return trained(trainer);
    }
  }

  @Test
  void aClosedClassifierSaysSo() throws IOException {
    Classifier classifier = classifier();
    classifier.close();
    classifier.close();
    try (var features = new Features(RESOURCES, event -> {})) {
      refused(
          "classifier",
          () -> classifier.predict(IMAGES.image(0)),
          () -> classifier.predict(new byte[0]),
          () -> classifier.predict(Path.of("none.png")),
          () -> classifier.evaluate("test", IMAGES),
          () -> Examination.examine(classifier, "test", IMAGES, RESOURCES, features, event -> {}),
          classifier::stored,
          () -> classifier.save(folder.resolve("saved.safetensors")),
          () -> ModelBundle.write(folder.resolve("model"), classifier, Map.of(), "", part -> {}),
          () -> classifier.saveBackbone(folder.resolve("saved.safetensors"), 32, Map.of()),
          () -> new BatchPredictor(classifier, RESOURCES, false),
          () -> new LivePredictor(classifier, RESOURCES, 1),
          () -> Neighbours.among(IMAGES, classifier, RESOURCES, features, done -> {}));
    }
    assertThat(folder.resolve("saved.safetensors")).doesNotExist();
    assertThat(folder.resolve("model")).doesNotExist();
    assertThat(classifier.classNames()).containsExactly("red", "green", "blue");
  }

  /**
   * Of what stands behind its last map it has everything when it finds that the stages lack one.
   */
  @Test
  void aPredictorThatCannotBeMadeLeavesNothing() throws IOException {
    List<Entry> entries = new ArrayList<>(ARCHITECTURE.entries(3));
    entries.remove(0);
    try (Weights weights = Golden.weights(entries)) {
      var classifier =
          new Classifier(
              ARCHITECTURE,
              weights,
              ARCHITECTURE.preprocessing(),
              List.of("red", "green", "blue"),
              Temperature.NONE,
              Classifier.Frozen.NONE,
              RESOURCES.compute());
      long before = Native.liveObjects();
      assertThatThrownBy(() -> new LivePredictor(classifier, RESOURCES, 1))
          .hasMessageContaining("conv1.weight");
      assertThat(Native.liveObjects()).isEqualTo(before);
    }
  }

  @Test
  void aClosedPredictorSaysSoAndAClosedClassifierIsNothingToIt() throws IOException {
    Classifier classifier = classifier();
    var batch = new BatchPredictor(classifier, RESOURCES, false);
    var live = new LivePredictor(classifier, RESOURCES, 1);
    Prediction alone = classifier.predict(IMAGES.image(0));
    classifier.close();
    Path file = picture();
    var question = new LivePredictor.Question(live.prepare(Files.readAllBytes(file)), 1);
    assertThat(live.predict(List.of(question)).get(0).prediction().label())
        .isEqualTo(alone.label());
    var outcomes = new ArrayList<BatchPredictor.Outcome>();
    batch.predict(
        List.of(file, file, file).iterator(),
        outcome -> {
          batch.close(); // it is in the midst of this call, which goes on
          outcomes.add(outcome);
        });
    assertThat(outcomes)
        .hasSize(3)
        .allMatch(outcome -> outcome.prediction().orElseThrow().label() == alone.label());
    live.close();
    refused(
        "predictor",
        () -> live.predict(List.of(question)),
        () -> batch.predict(List.of(file).iterator(), outcomes::add));
  }

  private Path picture() throws IOException {
    Path file = folder.resolve("0.png");
    byte[] rgb = IMAGES.image(0).rgb();
    var picture = new BufferedImage(Tiny.SIZE, Tiny.SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < rgb.length / 3; i++) {
      int pixel = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | (rgb[3 * i + 2] & 255);
      picture.setRGB(i % Tiny.SIZE, i / Tiny.SIZE, pixel);
    }
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  @Test
  void aClosedBackboneSaysSo() throws IOException {
    Backbone backbone = backbone();
    Backbone other = backbone.withPreprocessing(backbone.preprocessing());
    Weights weights = backbone.weights();
    backbone.close();
    other.close();
    try (var features = new Features(RESOURCES, event -> {});
        var trainer = trainer(backbone, features, event -> {})) {
      refused(
          "backbone",
          backbone::weights,
          other::use,
          () -> trained(trainer),
          () -> FrozenFeatures.of(IMAGES, backbone, RESOURCES, features, done -> {}));
    }
    refused(
        "set of weights",
        () -> weights.get("conv1.weight"),
        weights::names,
        weights::stored,
        weights::toDouble,
        () -> new Weights().share(weights, List.of("conv1.weight")),
        () -> new FrozenNetwork(ARCHITECTURE.prefix(1), weights, Compute.standard()));
  }

  @Test
  void whatIsClosedInATrainingEndsWithIt() throws IOException {
    Prediction expected;
    try (Classifier undisturbed = classifier()) {
      expected = undisturbed.predict(IMAGES.image(0));
    }
    Backbone backbone = backbone();
    var features = new Features(RESOURCES, event -> {});
    var open = new ArrayList<AutoCloseable>(List.of(backbone, features));
    Trainer trainer = trainer(backbone, features, event -> closeAll(open));
    open.add(trainer);
    try (Classifier classifier = trained(trainer)) {
      assertThat(classifier.predict(IMAGES.image(0))).isEqualTo(expected);
      refused("trainer", () -> trained(trainer));
      refused("backbone", backbone::weights);
      refused(
          "set of features",
          () -> Examination.examine(classifier, "test", IMAGES, RESOURCES, features, event -> {}));
    }
  }

  private static void closeAll(List<AutoCloseable> open) {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void aClassifierClosedInAnEvaluationFinishesIt() throws IOException {
    Classifier classifier = classifier();
    Evaluation before = classifier.evaluate("test", IMAGES);
    Evaluation after =
        classifier.evaluate("test", IMAGES, RESOURCES, false, event -> classifier.close());
    assertThat(after).isEqualTo(before);
    refused("classifier", () -> classifier.evaluate("test", IMAGES));
  }

  @Test
  void closedNetworksAndRowsSaySo() throws IOException {
    try (Backbone backbone = backbone();
        var scope = Scope.withoutGradients()) {
      var network =
          new FrozenNetwork(ARCHITECTURE.prefix(1), backbone.weights(), Compute.standard());
      Tensor image = Tensor.of(new float[3 * 32 * 32], 1, 3, 32, 32);
      network.close();
      refused("frozen network", () -> network.forward(image), () -> network.forwardAlike(image));
    }
    float[][] rows = {{1, 0}, {0, 1}};
    var nearest = new NearestRows(rows);
    nearest.close();
    refused("set of neighbours", () -> nearest.find(rows, 1));
  }
}
