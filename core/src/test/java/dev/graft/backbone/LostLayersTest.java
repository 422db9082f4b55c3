package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be left of weights of a transformer and of a ConvNeXt, whose heads have neighbours. */
class LostLayersTest {

  private static List<StoredTensor> transformer;

  @TempDir private Path folder;

  @BeforeAll
  static void draw() {
    try (Weights weights =
        Weights.untrained(Architecture.named("vit_tiny_patch16_224").entries(3), 1)) {
      transformer = weights.stored();
    }
  }

  private Path with(List<StoredTensor> tensors, String name) throws IOException {
    var all = new ArrayList<>(tensors);
    all.add(StoredTensor.ofFloats(name, new long[] {2, 2}, new float[4]));
    Path file = Files.createTempFile(folder, "weights", ".safetensors");
    Safetensors.write(file, all, Map.of());
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blocks.0.ls1.gamma",
        "blocks.12.norm1.weight",
        "norm_pre.weight",
        "reg_token",
        "attn_pool.q.weight"
      })
  void layersOfATransformer(String name) throws IOException {
    Path file = with(transformer, name);
    assertThatThrownBy(() -> Backbone.read(Architecture.named("vit_tiny_patch16_224"), file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("leave 1 tensor unused (" + name + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "mask_token, mask_token",
    "head_dist.weight, head_dist",
    "projector.mlp.0.weight, projector",
    "teacher_temperature, teacher_temperature"
  })
  void whatMayBeLeftAside(String name, String said) throws IOException {
    Path file = with(transformer, name);
    try (Backbone backbone = Backbone.read(Architecture.named("vit_tiny_patch16_224"), file)) {
      assertThat(backbone.provenance().description()).contains("left aside").contains(said);
    }
  }

  @Test
  void aNormBesideTheHeadIsALayerAndAnotherHeadIsNone() throws IOException {
    Architecture net = Architecture.named("convnextv2_nano");
    List<StoredTensor> tensors;
    try (Weights weights = Weights.untrained(net.entries(3), 1)) {
      tensors = weights.stored();
    }
    Path lost = with(tensors, "head.norm.scale");
    assertThatThrownBy(() -> Backbone.read(net, lost)).hasMessageContaining("head.norm.scale");
    Backbone.read(net, with(tensors, "head.projector.weight")).close();
  }
}
