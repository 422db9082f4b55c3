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
        "{'mean' | is not JSON"
      })
  void whatGraftDoesNotDoIsNamed(String json, String reason) {
    assertThatThrownBy(() -> seen("config.json", json, false))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
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
