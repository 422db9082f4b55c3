package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.graft.Processor;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.check.DataCheck;
import dev.graft.compare.curve.LearningCurve;
import dev.graft.compare.record.Candidate;
import dev.graft.data.Dataset;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;
import dev.graft.torch.Precision;
import dev.graft.torch.UnavailablePrecisionException;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.compute.SharedGradients;
import dev.graft.torch.tensors.Native;
import dev.graft.train.BatchPredictor;
import dev.graft.train.Classifier;
import dev.graft.train.LivePredictor;
import dev.graft.train.Neighbours;
import dev.graft.train.Tiny;
import dev.graft.train.Trainer;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import dev.graft.train.features.FrozenFeatures;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever takes a precision refuses, before any work, what the processor does not compute in. */
@Tag("precision")
class UnavailablePrecisionTest {

  private static final Architecture SLIM = Architecture.shipped();
  private static final Resources ROUGH =
      Resources.defaults().withPrecision(Precision.BFLOAT16).withCacheBytes(1 << 20);
  private static final TrainSettings SETTINGS = TrainSettings.defaults().withResources(ROUGH);

  @TempDir private static Path folder;
  private static Dataset data;
  private static Backbone backbone;
  private static Classifier classifier;

  @BeforeAll
  static void open() throws IOException {
    data = Dataset.open("demo:", DataOptions.defaults().withTrainLimit(40).withTestLimit(10));
    backbone = Tiny.backbone(SLIM, folder);
    classifier = Classifier.train(data, backbone, Strategy.probe(SLIM));
  }

  @AfterAll
  static void close() throws IOException {
    classifier.close();
    backbone.close();
    data.close();
  }

  private static void refused(ThrowingCallable taking) {
    try (var processor = Processor.baseline()) {
      long before = Native.liveObjects();
      assertThatExceptionOfType(UnavailablePrecisionException.class)
          .isThrownBy(taking)
          .withMessageContaining("this processor has no instructions for bfloat16")
          .withMessageContaining("compute in Precision.FLOAT32 instead");
      assertThat(Native.liveObjects()).isEqualTo(before);
    }
  }

  @Test
  void byWhatTrains() {
    refused(
        () -> new Trainer(data.train(), Optional.empty(), backbone, SETTINGS, event -> {}).close());
  }

  @Test
  void byWhatCompares() {
    var candidates = List.of(Candidate.parse("probe", SLIM, Strategy.Rates.defaults()));
    refused(() -> new Comparison(data, backbone, candidates, SETTINGS, ValidateOn.VALIDATION, 1));
    refused(() -> new LearningCurve(data, backbone, candidates, SETTINGS, List.of(10, 20), 1));
  }

  @Test
  void byWhatPredicts() {
    refused(() -> new BatchPredictor(classifier, ROUGH, false).close());
    refused(() -> new LivePredictor(classifier, ROUGH, 1).close());
    refused(() -> classifier.evaluate("test", data.test().orElseThrow(), ROUGH, false, e -> {}));
  }

  @Test
  void byWhatLooksThroughABackbone() throws IOException {
    refused(() -> new DataCheck(data, backbone, ROUGH));
    try (var features = new Features(ROUGH, event -> {})) {
      refused(() -> FrozenFeatures.of(data.train(), backbone, ROUGH, features, i -> {}));
      refused(() -> Neighbours.among(data.train(), classifier, ROUGH, features, i -> {}).close());
    }
  }

  @Test
  void byNetworks() {
    refused(() -> new FrozenNetwork(SLIM.prefix(2), backbone.weights(), ROUGH.compute()).close());
    refused(() -> new SharedGradients(SLIM.suffix(0, 3), backbone.weights(), ROUGH.compute()));
  }
}
