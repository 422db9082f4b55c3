package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.Golden;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTest {

  @TempDir private Path folder;

  @Test
  void aHeadOfAnyWidthIsLeftAside() throws IOException {
    Path file = write(stored(1000), Map.of());
    try (Backbone backbone = Backbone.read(Architecture.named("resnet18"), file)) {
      assertThat(backbone.weights().names())
          .hasSize(Architecture.named("resnet18").entries().size())
          .noneMatch(name -> name.startsWith("fc."));
      assertThat(backbone.provenance().sha256()).hasSize(64);
      Preprocessing imageNet = Preprocessing.imageNet();
      assertThat(backbone.preprocessing())
          .isEqualTo(Preprocessing.squash(224, imageNet.mean(), imageNet.std()));
    }
    Backbone.read(Architecture.named("resnet18"), write(stored(7), Map.of())).close();
  }

  @Test
  void countersMayBeMissing() throws IOException {
    List<StoredTensor> old =
        stored(10).stream().filter(t -> !t.name().endsWith("num_batches_tracked")).toList();
    try (Backbone backbone = Backbone.read(Architecture.named("resnet18"), write(old, Map.of()))) {
      assertThat(backbone.weights().get("bn1.num_batches_tracked").item()).isZero();
    }
  }

  @Test
  void whatDoesNotFitIsListed() throws IOException {
    List<StoredTensor> tensors = new ArrayList<>(stored(10));
    tensors.removeIf(t -> t.name().startsWith("layer4.1.conv"));
    tensors.removeIf(t -> t.name().equals("conv1.weight"));
    tensors.add(StoredTensor.ofFloats("conv1.weight", new long[] {1, 3, 7, 7}, new float[147]));
    Path file = write(tensors, Map.of());
    assertThatThrownBy(() -> Backbone.read(Architecture.named("resnet18"), file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("not weights of resnet18")
        .hasMessageContaining("2 missing (layer4.1.conv1.weight, layer4.1.conv2.weight)")
        .hasMessageContaining("1 misshapen (conv1.weight is F32 [1, 3, 7, 7] instead of");
  }

  @Test
  void weightsOfAnotherArchitectureAreRefused() throws IOException {
    Path file = write(stored(10), Map.of());
    assertThatThrownBy(() -> Backbone.read(Architecture.named("resnet50"), file))
        .hasMessageContaining("Is --backbone right?");
    assertThatThrownBy(() -> Backbone.read(Architecture.named("mobilenet_v2"), file))
        .hasMessageContaining("missing (features.0.0.weight");
  }

  @Test
  void preprocessingComesFromTheFile() throws IOException {
    Preprocessing asked =
        Preprocessing.squash(96, List.of(0.5f, 0.25f, 0.1f), List.of(0.2f, 0.3f, 0.4f));
    Path file = write(stored(10), StoredPreprocessing.metadata(asked));
    try (Backbone backbone = Backbone.read(Architecture.named("resnet18"), file)) {
      assertThat(backbone.preprocessing()).isEqualTo(asked);
    }
  }

  @Test
  void publishedWeightsAreCutAsTheirMakersDo() throws IOException {
    Path file = write(stored(10), Map.of());
    PublishedWeights v1 = Architecture.named("resnet18").weights().get(0);
    var origin = new WeightOrigin(file, "test", v1.licence(), Optional.of(v1));
    try (Backbone backbone = Backbone.load(Architecture.named("resnet18"), origin)) {
      assertThat(backbone.preprocessing()).isEqualTo(Preprocessing.imageNet());
    }
  }

  @Test
  void whatTheMetadataLeavesOutFollowsFromTheRest() throws IOException {
    check(Map.of("fit", "squash"), Preprocessing.Fit.SQUASH, 224, 224);
    check(Map.of("fit", "squash", "input_size", "96"), Preprocessing.Fit.SQUASH, 96, 96);
    check(Map.of("resize", "256"), Preprocessing.Fit.CENTRE_CROP, 256, 224);
    check(Map.of("input_size", "160"), Preprocessing.Fit.SQUASH, 160, 160);
    check(Map.of("fit", "centre_crop", "resize", "232"), Preprocessing.Fit.CENTRE_CROP, 232, 224);
  }

  private void check(Map<String, String> metadata, Preprocessing.Fit fit, int resize, int size)
      throws IOException {
    try (Backbone backbone =
        Backbone.read(Architecture.named("resnet18"), write(stored(10), metadata))) {
      assertThat(backbone.preprocessing().fit()).as("" + metadata).isEqualTo(fit);
      assertThat(backbone.preprocessing().resize()).as("" + metadata).isEqualTo(resize);
      assertThat(backbone.preprocessing().inputSize()).as("" + metadata).isEqualTo(size);
    }
  }

  @Test
  void unusablePreprocessingIsNamed() throws IOException {
    for (Map<String, String> metadata :
        List.of(
            Map.of("mean", "0.5,0.5"),
            Map.of("std", "0,0,0"),
            Map.of("input_size", "many"),
            Map.of("fit", "stretch"))) {
      Path file = write(stored(10), metadata);
      assertThatThrownBy(() -> Backbone.read(Architecture.named("resnet18"), file))
          .as("" + metadata)
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("no usable preprocessing");
    }
  }

  @Test
  void weightsThatAreNoNumbersAreRefused() throws IOException {
    List<StoredTensor> tensors = new ArrayList<>(stored(10));
    tensors.removeIf(t -> t.name().equals("bn1.bias"));
    float[] spoilt = new float[64];
    spoilt[3] = Float.NaN;
    tensors.add(StoredTensor.ofFloats("bn1.bias", new long[] {64}, spoilt));
    Path file = write(tensors, Map.of());
    assertThatThrownBy(() -> Backbone.read(Architecture.named("resnet18"), file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("bn1.bias holds NaN");
  }

  @Test
  void realMobileNetWeightsAreRead() throws IOException {
    Path file =
        Path.of(System.getProperty("graft.root", ".."), "../shared/weights")
            .resolve("mobilenet_v2.safetensors");
    assumeTrue(Files.exists(file), "no " + file);
    try (Backbone backbone = Backbone.read(Architecture.named("mobilenet_v2"), file)) {
      assertThat(backbone.preprocessing().mean()).containsOnly(0.5f);
      assertThat(backbone.provenance().licence()).isEqualTo("Apache-2.0");
    }
  }

  private static List<StoredTensor> stored(int classes) {
    try (Weights weights = Golden.weights(Architecture.named("resnet18").entries(classes))) {
      return weights.stored();
    }
  }

  private Path write(List<StoredTensor> tensors, Map<String, String> metadata) throws IOException {
    Path file = Files.createTempFile(folder, "weights", ".safetensors");
    Safetensors.write(file, tensors, metadata);
    return file;
  }
}
