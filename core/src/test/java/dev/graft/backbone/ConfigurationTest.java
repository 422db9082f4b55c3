package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.image.Preprocessing.Fit;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  private static final Architecture NET = Architecture.named("resnet18_slim");
  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  @TempDir private Path folder;

  private Preprocessing seen(String file, String json, boolean test) throws IOException {
    Files.writeString(folder.resolve(file), json.replace('\'', '"'));
    return Configuration.read(folder).preprocessing(NET.preprocessing(), test).orElseThrow();
  }

  @Test
  void timmsIsFlatOrNested() throws IOException {
    String facts =
        "'input_size': [3, 160, 160], 'test_input_size': [3, 224, 224], 'crop_pct': 0.95,"
            + " 'test_crop_pct': 1.0, 'crop_mode': 'border', 'interpolation': 'bilinear',"
            + " 'mean': [0.5, 0.5, 0.5], 'std': [0.5, 0.5, 0.5], 'license': 'mit'";
    var expected = new Preprocessing(Fit.BORDER, 168, 160, Interpolation.BILINEAR, HALF, HALF);
    assertThat(seen("config.json", "{" + facts + "}", false)).isEqualTo(expected);
    String nested = "{'architecture': 'resnet18', 'pretrained_cfg': {" + facts + "}}";
    assertThat(seen("config.json", nested, false)).isEqualTo(expected);
    assertThat(seen("config.json", nested, true))
        .isEqualTo(new Preprocessing(Fit.BORDER, 224, 224, Interpolation.BILINEAR, HALF, HALF));
    assertThat(Configuration.read(folder).licence()).contains("mit");
  }

  @Test
  void whatTimmLeavesOutIsItsDefault() throws IOException {
    Preprocessing imageNet = Preprocessing.imageNet();
    assertThat(seen("config.json", "{'input_size': [3, 224, 224], 'crop_pct': null}", true))
        .isEqualTo(imageNet.withInterpolation(Interpolation.BICUBIC));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'size': 224, 'image_mean': [0.5, 0.5, 0.5]} | SQUASH | 224 | 224",
        "{'size': {'height': 256, 'width': 256}, 'resample': 3} | SQUASH | 256 | 256",
        "{'size': {'shortest_edge': 256}, 'crop_size': {'height': 224, 'width': 224}}"
            + " | CENTRE_CROP | 256 | 224",
        "{'size': {'shortest_edge': 256}, 'crop_size': 240, 'do_center_crop': true}"
            + " | CENTRE_CROP | 256 | 240",
        "{'size': {'shortest_edge': 224}, 'crop_pct': 0.875} | CENTRE_CROP | 256 | 224",
        "{'size': {'shortest_edge': 384}, 'crop_pct': 0.875} | SQUASH | 384 | 384"
      })
  void transformersSayItOtherwise(String json, Fit fit, int resize, int side) throws IOException {
    Preprocessing seen = seen("preprocessor_config.json", json, false);
    assertThat(seen.fit()).isEqualTo(fit);
    assertThat(seen.resize()).isEqualTo(resize);
    assertThat(seen.inputSize()).isEqualTo(side);
    assertThat(seen.interpolation())
        .isEqualTo(json.contains("'resample': 3") ? Interpolation.BICUBIC : Interpolation.BILINEAR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'input_size': [3, 224, 160]} | input_size is [3,224,160]",
        "{'mean': [0.5, 0.5, 0.5], 'interpolation': 'lanczos'} | interpolation is \"lanczos\"",
        "{'crop_pct': 0.9, 'crop_mode': 'tile'} | crop_mode is \"tile\"",
        "{'crop_pct': 0} | crop_pct is a share",
        "{'mean': [0.5]} | one value per channel",
        "{'mean': 0.5} | mean is 0.5; it should be an array",
        "{'mean': ['a', 1, 2]} | mean is [\"a\",1,2]; it should be an array of three numbers",
        "{'std': [0, 0, 0]} | std",
        "{'mean' | is not JSON",
        "[] | is no JSON object; fetch it again",
        "null | is no JSON object",
        "'' | is no JSON object"
      })
  void whatGraftDoesNotDoIsNamed(String json, String reason) {
    assertThatThrownBy(() -> seen("config.json", json, false))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'size': 224, 'do_resize': false} | do_resize is false",
        "{'do_rescale': false} | do_rescale is false",
        "{'size': 224, 'rescale_factor': 0.00784313} | rescale_factor is 0.00784313",
        "{'size': 224, 'rescale_offset': true} | with an offset",
        "{'size': {'longest_edge': 224}} | size is {\"longest_edge\":224}",
        "{'size': {'shortest_edge': 224, 'longest_edge': 900}} | known are a number",
        "{'size': {'height': 224, 'width': 160}} | squares",
        "{'size': 256, 'crop_size': {'edge': 224}} | crop_size is {\"edge\":224}",
        "{'size': 224, 'image_mean': 0.5} | image_mean is 0.5",
        "{'size': 224, 'image_std': 'imagenet'} | image_std is \"imagenet\""
      })
  void stepsThatGraftDoesNotDoAreNamed(String json, String reason) {
    assertThatThrownBy(() -> seen("preprocessor_config.json", json, false))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("preprocessor_config.json")
        .hasMessageContaining(reason);
  }

  @Test
  void usualStepsMayBeStated() throws IOException {
    String usual =
        "{'size': null, 'do_resize': true, 'do_rescale': true, 'rescale_factor': 0.00392156862745098}";
    assertThat(seen("preprocessor_config.json", usual, false).inputSize()).isEqualTo(224);
  }

  private WeightOrigin origin() {
    return new WeightOrigin(
        folder.resolve("model.safetensors"),
        Optional.empty(),
        "x",
        "unknown",
        Optional.empty(),
        Optional.of(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "efficientnet_b0, tf_efficientnet_b0, in1k, Graft does not know tf_efficientnet_b0",
    "vit_base_patch32_clip_224, vit_base_patch32_clip_quickgelu_224, openai, --backbone vit_base_patch32_clip_quickgelu_224",
    "vit_base_patch32_clip_quickgelu_224, vit_base_patch32_clip_224, laion2b, --backbone vit_base_patch32_clip_224",
    "resnet18, resnet18d.ra2_in1k, ra2_in1k, --backbone resnet18d"
  })
  void weightsOfAnotherArchitectureAreRefused(
      String backbone, String architecture, String tag, String wayOut) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architecture\": \"%s\", \"pretrained_cfg\": {\"tag\": \"%s\"}}"
            .formatted(architecture, tag));
    assertThatThrownBy(() -> Backbone.load(Architecture.named(backbone), origin()))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(
            "the weights are of the architecture " + architecture.replaceFirst("[.].*", ""))
        .hasMessageContaining("the backbone is " + backbone)
        .hasMessageContaining(wayOut);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, resnet18, mine",
    "resnet18, resnet18.a1_in1k, mine",
    "vit_base_patch16_224, vit_base_patch16_384, augreg_in21k_ft_in1k",
    "vit_large_patch14_clip_224, vit_large_patch14_clip_336, openai",
    "vit_base_patch32_clip_quickgelu_224, vit_base_patch32_clip_224, openai"
  })
  void weightsOfTheSameNetworkAreNot(String backbone, String architecture, String tag)
      throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architecture\": \"%s\", \"pretrained_cfg\": {\"tag\": \"%s\"}}"
            .formatted(architecture, tag));
    assertThatThrownBy(() -> Backbone.load(Architecture.named(backbone), origin()))
        .hasMessageContaining("no such file"); // it gets as far as the weights
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.json | {'input_size': [3, 64, 64], 'crop_pct': 0.8, 'crop_mode': 'squash'}",
        "preprocessor_config.json | {'size': {'height': 80, 'width': 80}, 'crop_size': 64, 'do_center_crop': true}"
      })
  void squashedImagesAreCutAsConfigured(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name), json.replace('\'', '"'));
    try (Weights weights = Weights.untrained(NET.entries(3), 1)) {
      Safetensors.write(origin().file(), weights.stored(), Map.of("format", "pt"));
      try (Backbone backbone = Backbone.load(NET, origin())) {
        assertThat(backbone.preprocessing().fit()).isEqualTo(Fit.SQUASH);
        assertThat(backbone.preprocessing().resize()).isEqualTo(80);
        assertThat(backbone.preprocessing().inputSize()).isEqualTo(64);
      }
      Safetensors.write(origin().file(), weights.stored(), Map.of("fit", "squash"));
      try (Backbone backbone = Backbone.load(NET, origin())) {
        assertThat(backbone.preprocessing().resize()).isEqualTo(64);
      }
    }
  }

  @Test
  void tagsOfTimmAreNoLicence() throws IOException {
    Architecture net = Architecture.named("mobilenetv4_conv_small");
    Files.writeString(
        folder.resolve("config.json"),
        "{\"pretrained_cfg\": {\"tag\": \"e2400_r224_in1k\", \"input_size\": [3, 64, 64]}}");
    try (Weights weights = Weights.untrained(net.entries(3), 1)) {
      Safetensors.write(origin().file(), weights.stored(), Map.of("format", "pt"));
    }
    try (Backbone backbone = Backbone.load(net, origin())) {
      assertThat(backbone.provenance().licence())
          .isEqualTo(
              "unknown (its tag is that of timm's mobilenetv4_conv_small.e2400_r224_in1k, under Apache-2.0)");
      assertThat(backbone.provenance().commercialUse()).isEqualTo(CommercialUse.UNKNOWN);
    }
  }

  @Test
  void sizesThatTheBackboneDoesNotTakeAreTheFilesOrTheUsers() throws IOException {
    Architecture net = Architecture.named("vit_xsmall_patch16_clip_224");
    Files.writeString(folder.resolve("config.json"), "{\"input_size\": [3, 250, 250]}");
    try (Weights weights = Weights.untrained(net.entries(), 1)) {
      Safetensors.write(origin().file(), weights.stored(), Map.of("format", "pt"));
      assertThatThrownBy(() -> Backbone.load(net, origin()))
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("config.json")
          .hasMessageContaining("got 250")
          .hasMessageContaining("--input-size");
      try (Backbone backbone =
          Backbone.load(net, origin(), false, stated -> stated.withInputSize(224))) {
        assertThat(backbone.preprocessing().inputSize()).isEqualTo(224);
      }
      assertThatThrownBy(
              () -> Backbone.load(net, origin(), false, stated -> stated.withInputSize(100)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got 100");
      Safetensors.write(origin().file(), weights.stored(), Map.of("input_size", "240"));
      assertThatThrownBy(() -> Backbone.load(net, origin(), true, stated -> stated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--test-size");
      Safetensors.write(origin().file(), weights.stored(), Map.of("input_size", "250"));
      assertThatThrownBy(() -> Backbone.load(net, origin()))
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("model.safetensors: asks for a size");
    }
  }

  @Test
  void sizesOfTestsHaveToBeStated() throws IOException {
    try (Weights weights = Weights.untrained(NET.entries(3), 1)) {
      Safetensors.write(origin().file(), weights.stored(), Map.of("format", "pt"));
    }
    for (String json : List.of("{}", "{\"input_size\": [3, 64, 64]}")) {
      Files.writeString(folder.resolve("config.json"), json);
      assertThatThrownBy(() -> Backbone.load(NET, origin(), true, stated -> stated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("test_input_size")
          .hasMessageContaining("leave --test-size out");
    }
    Files.writeString(
        folder.resolve("config.json"), "{\"crop_pct\": 1.0, \"test_input_size\": [3, 96, 96]}");
    try (Backbone backbone = Backbone.load(NET, origin(), true, stated -> stated)) {
      assertThat(backbone.preprocessing().inputSize()).isEqualTo(96);
    }
  }

  @Test
  void configurationsDecideAndMetadataDecideFirst() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"pretrained_cfg\": {\"crop_pct\": 1.0, \"input_size\": [3, 96, 96], \"license\": \"cc-by-nc-4.0\"}}");
    Path file = folder.resolve("model.safetensors");
    try (Weights weights = Weights.untrained(NET.entries(3), 1)) {
      Safetensors.write(file, weights.stored(), Map.of("format", "pt"));
      var origin =
          new WeightOrigin(
              file, Optional.empty(), "x", "unknown", Optional.empty(), Optional.of(folder));
      try (Backbone backbone = Backbone.load(NET, origin)) {
        assertThat(backbone.preprocessing().fit()).isEqualTo(Fit.CENTRE_CROP);
        assertThat(backbone.preprocessing().resize()).isEqualTo(96);
        assertThat(backbone.provenance().licence()).isEqualTo("cc-by-nc-4.0");
        assertThat(backbone.provenance().commercialUse()).isEqualTo(CommercialUse.FORBIDDEN);
      }
      Safetensors.write(file, weights.stored(), Map.of("input_size", "64", "licence", "MIT"));
      try (Backbone backbone = Backbone.load(NET, origin)) {
        assertThat(backbone.preprocessing().inputSize()).isEqualTo(64);
        assertThat(backbone.provenance().commercialUse()).isEqualTo(CommercialUse.ALLOWED);
      }
    }
  }
}
