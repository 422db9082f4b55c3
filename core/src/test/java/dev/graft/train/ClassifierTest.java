package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.Dataset;
import dev.graft.data.Trees;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.files.WeightFile;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

  private final ImageSource images = Tiny.images(12, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "mobilenet_v2"})
  void savedAndLoadedItSaysTheSame(Architecture architecture) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Prediction before;
    try (Classifier classifier = trained(architecture)) {
      before = classifier.predict(images.image(5));
      classifier.save(file);
    }
    try (Classifier loaded = Classifier.load(file)) {
      assertThat(loaded.classNames()).isEqualTo(images.classNames());
      assertThat(loaded.preprocessing().inputSize()).isEqualTo(Tiny.SIZE);
      assertThat(loaded.predict(images.image(5))).isEqualTo(before);
    }
    assertThat(WeightFile.read(file).tensors().keySet())
        .contains(architecture.headName() + ".weight")
        .hasSize(architecture.entries(3).size());
  }

  @Test
  void predictionsAreProbabilities() throws IOException {
    try (Classifier classifier = trained(Architecture.named("resnet18"))) {
      Prediction prediction = classifier.predict(images.image(0));
      double sum = prediction.probabilities().stream().mapToDouble(p -> p).sum();
      assertThat(sum).isCloseTo(1, within(1e-9));
      assertThat(prediction.probability())
          .isEqualTo(prediction.probabilities().get(prediction.label()));
      assertThat(prediction.className()).isEqualTo(images.classNames().get(prediction.label()));
    }
  }

  @Test
  void anEvaluationCountsWhatPredictSays() throws IOException {
    try (Classifier classifier = trained(Architecture.named("resnet18"))) {
      Evaluation evaluation = classifier.evaluate("holdout", images);
      assertThat(evaluation.split()).isEqualTo("holdout");
      assertThat(evaluation.total()).isEqualTo(12);
      int correct = 0;
      for (int i = 0; i < images.size(); i++) {
        correct += classifier.predict(images.image(i)).label() == images.label(i) ? 1 : 0;
      }
      assertThat(evaluation.correct()).isEqualTo(correct);
      assertThat(evaluation.perClass()).hasSize(3);
    }
  }

  @Test
  void theTemperatureOfTheValidationImagesGoesWithIt() throws IOException {
    Path file = folder.resolve("model.safetensors");
    ImageSource validation = Tiny.images(30, 2);
    Evaluation before;
    try (Classifier classifier = trained(Architecture.named("resnet18"), validation, true)) {
      assertThat(classifier.temperature()).isNotEqualTo(1);
      assertThat(classifier.calibration().images()).isEqualTo(30);
      assertThat(classifier.calibration().standardError()).isBetween(0.05, 0.6);
      before = classifier.evaluate("validation", validation);
      classifier.save(file);
    }
    try (Classifier loaded = Classifier.load(file)) {
      Evaluation evaluation = loaded.evaluate("validation", validation);
      assertThat(evaluation).isEqualTo(before);
      assertThat(evaluation.temperature()).isEqualTo(loaded.calibration());
      assertThat(evaluation.logLoss()).isLessThan(evaluation.unscaled().logLoss());
      double loss = 0;
      for (int i = 0; i < validation.size(); i++) {
        Prediction prediction = loaded.predict(validation.image(i));
        loss -= Math.log(prediction.probabilities().get(validation.label(i)));
      }
      assertThat(loss / validation.size()).isCloseTo(evaluation.logLoss(), within(1e-5));
    }
  }

  @Test
  void whatATemperatureRestsOnGoesWithIt() throws IOException {
    var outOfFold = new Temperature(1.32, 0.21, 200, Temperature.Source.OUT_OF_FOLD);
    assertThat(outOfFold.describe())
        .isEqualTo("1.32 (standard error 0.21, from 200 out-of-fold predictions)");
    assertThat(outOfFold.from(Temperature.Source.MEAN_OF_FOLDS).describe())
        .contains("from about 200 validation images a fold");
    assertThat(new Temperature(1.32, 0.21, 15).describe()).contains("from 15 validation images");
    Path file = folder.resolve("model.safetensors");
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        var trainer =
            new Trainer(images, Optional.empty(), backbone, TrainSettings.defaults(), e -> {})) {
      Strategy probe = Strategy.probe(Architecture.named("resnet18"));
      try (Classifier classifier = trainer.train("test", probe, 0, outOfFold).classifier()) {
        classifier.save(file);
      }
    }
    try (Classifier loaded = Classifier.load(file)) {
      assertThat(loaded.calibration()).isEqualTo(outOfFold);
    }
  }

  @Test
  void noTemperatureIsFittedOnTestImages() throws IOException {
    try (Classifier classifier =
        trained(Architecture.named("resnet18"), Tiny.images(30, 2), false)) {
      assertThat(classifier.temperature()).isEqualTo(1);
      Evaluation evaluation = classifier.evaluate("test", images);
      assertThat(evaluation.logLoss()).isEqualTo(evaluation.unscaled().logLoss());
    }
  }

  @Test
  void mirroredImagesAreEvaluatedAsTheyArePredicted() throws IOException {
    try (Classifier classifier = trained(Architecture.named("resnet18"))) {
      Evaluation both =
          classifier.evaluate("test", images, Resources.defaults(), true, event -> {});
      double loss = 0;
      for (int i = 0; i < images.size(); i++) {
        Image image = images.image(i);
        double p = classifier.predict(image).probabilities().get(images.label(i));
        Image mirrored = Augmentation.flip().apply(image, classifier.preprocessing(), View.FLIPPED);
        double q = classifier.predict(mirrored).probabilities().get(images.label(i));
        loss -= Math.log((p + q) / 2);
      }
      assertThat(both.total()).isEqualTo(images.size());
      assertThat(both.logLoss()).isCloseTo(loss / images.size(), within(1e-5));
    }
  }

  @Test
  void aFileWithoutClassesIsNoClassifier() throws IOException {
    Tiny.backbone(Architecture.named("resnet18"), folder).close();
    Path weights = folder.resolve("resnet18.safetensors");
    assertThatThrownBy(() -> Classifier.load(weights))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("resnet18.safetensors")
        .hasMessageContaining("only files that Graft saved");
  }

  @Test
  void aPendingInterruptDoesNotLoseTheModel() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Classifier classifier = trained(Architecture.named("resnet18"))) {
      Thread.currentThread().interrupt();
      classifier.save(file);
      assertThat(Thread.interrupted()).isTrue();
    }
    Classifier.load(file).close();
  }

  @Test
  void classesThatAreNoneAreNamed() throws IOException {
    Path file = folder.resolve("model.safetensors");
    for (String classes : List.of("null", "[]", "[null, null]", "[\"one\"]", "{")) {
      Safetensors.write(file, List.of(), Map.of("architecture", "resnet18", "classes", classes));
      assertThatThrownBy(() -> Classifier.load(file))
          .as(classes)
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("no saved classifier");
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Classifier classifier = trained(Architecture.named("resnet18"))) {
      classifier.save(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertThatThrownBy(() -> Classifier.load(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("model.safetensors");
  }

  private Classifier trained(Architecture architecture) throws IOException {
    return trained(architecture, Optional.empty());
  }

  private Classifier trained(Architecture architecture, ImageSource watched, boolean calibrates)
      throws IOException {
    return trained(architecture, Optional.of(new Trainer.Watched("seen", watched, calibrates)));
  }

  private Classifier trained(Architecture architecture, Optional<Trainer.Watched> watched)
      throws IOException {
    try (Backbone backbone = Tiny.backbone(architecture, folder);
        var trainer =
            new Trainer(images, watched, backbone, TrainSettings.defaults(), event -> {})) {
      Strategy strategy = Strategy.featureExtract(architecture, new Strategy.Rates(1, 1e-2, 1e-3));
      return trainer.train("test", strategy, 0).classifier();
    }
  }

  @Test
  void severalImagesAreWhatEachIs() throws IOException {
    List<byte[]> files = List.of(Trees.png(1), Trees.png(2), Trees.png(3));
    try (Classifier classifier = trained(Architecture.named("resnet18"))) {
      List<Prediction> together = classifier.predict(files);
      List<float[]> features = classifier.features(files);
      for (int i = 0; i < files.size(); i++) {
        Prediction alone = classifier.predict(files.get(i));
        assertThat(together.get(i).label()).isEqualTo(alone.label());
        assertThat(together.get(i).probability()).isCloseTo(alone.probability(), within(1e-6));
        assertThat(features.get(i)).hasSize(512);
        assertThat(classifier.features(files.subList(i, i + 1)).get(0))
            .containsExactly(features.get(i), within(1e-4f));
      }
      assertThat(classifier.predict(List.<byte[]>of())).isEmpty();
      assertThat(together.get(0).top(2))
          .hasSize(2)
          .isSortedAccordingTo(
              Comparator.comparingDouble(Prediction.Ranked::probability).reversed())
          .first()
          .isEqualTo(new Prediction.Ranked(together.get(0).label(), together.get(0).probability()));
      assertThatThrownBy(() -> together.get(0).top(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> classifier.predict(List.of(files.get(0), new byte[] {1, 2})))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("image 1");
    }
  }

  @Test
  void howItIsTrainedIsSaidByOptions() throws IOException {
    var epochs = new ArrayList<Integer>();
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        Dataset data =
            Dataset.open(Trees.folder(folder, Trees.classes(12, "d/a", "d/b")).resolve("d"))) {
      TrainOptions options =
          TrainOptions.defaults()
              .withStrategy("feature-extract")
              .withRates(2, 1e-3, 1e-4)
              .withSeed(3)
              .withEvents(
                  event -> {
                    if (event instanceof Event.EpochDone done) {
                      epochs.add(done.epoch().epoch());
                    }
                  });
      Classifier.train(data, backbone, options).close();
      assertThat(epochs).containsExactly(1, 2);
      assertThatThrownBy(
              () -> Classifier.train(data, backbone, options.withStrategy("partial:layer9")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer9");
    }
  }
}
