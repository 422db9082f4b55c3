package dev.graft.backbone.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rotary positions of patches that are no square, against timm's numbers. */
@Tag("golden")
class RectanglesTest {

  private static final int PATCH = 16;

  @Test
  void outputsAgree() {
    boolean inside = Files.isDirectory(Golden.folder().resolve("timm"));
    JsonNode model =
        Golden.list(Golden.json((inside ? "timm/" : "") + "models.json").get("models")).stream()
            .filter(m -> m.get("name").asText().equals("vit_small_patch16_dinov3"))
            .findFirst()
            .orElseThrow();
    JsonNode variant =
        Golden.list(model.get("variants")).stream()
            .filter(v -> v.get("id").asText().equals("96x160"))
            .findFirst()
            .orElseThrow();
    long[] shape =
        Golden.list(variant.get("input_shape")).stream().mapToLong(JsonNode::asLong).toArray();
    int rows = (int) shape[2] / PATCH;
    Architecture architecture =
        Architecture.of("rectangle", () -> Dino.third(VisionTransformer.Size.SMALL, rows));
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(architecture.entries(1000))) {
      double[] logits =
          architecture
              .suffix(0, 1000)
              .forward(Golden.input(12345, shape), weights, Pass.EVALUATION)
              .doubles();
      double tolerance = variant.get("tolerance_abs").asDouble();
      for (int row = 0; row < 2; row++) {
        double[] first = Golden.numbers(variant.at("/logits/row" + row + "_first8"));
        assertThat(Arrays.copyOfRange(logits, row * 1000, row * 1000 + first.length))
            .containsExactly(first, within(tolerance));
      }
    }
  }
}
