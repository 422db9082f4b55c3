package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.Stage;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.LayerNorm;
import dev.graft.torch.layers.Layout;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.WindowAttention;
import java.util.ArrayList;
import java.util.List;

/**
 * Swin Transformer (Liu et al., 2021, arXiv 2103.14030) with timm's names: neighbours are merged at
 * the beginning of a layer, not at the end of the one before.
 */
public final class Swin implements Family {

  private static final double EPSILON = 1e-5;
  private static final int SIDE = 224;
  private static final int WINDOW = 7;
  private static final int PATCH = 4;
  private static final int HEAD_WIDTH = 32;

  private record Row(String size, int width, List<Integer> depths) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("tiny", 96, List.of(2, 2, 6, 2)),
          new Row("small", 96, List.of(2, 2, 18, 2)),
          new Row("base", 128, List.of(2, 2, 18, 2)));

  @Override
  public String name() {
    return "Swin";
  }

  @Override
  public List<Architecture> architectures() {
    return ROWS.stream()
        .map(
            row ->
                Architecture.of(
                    "swin_%s_patch4_window7_224".formatted(row.size()), () -> build(row)))
        .toList();
  }

  private static Blueprint build(Row row) {
    var stages = new ArrayList<Stage>();
    var patches =
        Sequential.of(
            new Conv2d("patch_embed.proj", 3, row.width(), PATCH, PATCH, 0, 1, true),
            new LayerNorm("patch_embed.norm", row.width(), EPSILON, true));
    stages.add(Stage.maps("patch_embed", patches, row.width(), PATCH));
    for (int i = 0; i < row.depths().size(); i++) {
      int width = row.width() << i;
      for (int j = 0; j < row.depths().get(i); j++) {
        String name = "layers.%d.blocks.%d".formatted(i, j);
        var layers = new ArrayList<Layer>(List.of(Layout.CHANNELS_BEHIND));
        if (i > 0 && j == 0) {
          layers.addAll(merging("layers." + i + ".downsample", width / 2));
        }
        layers.addAll(block(name, width, j % 2 * (WINDOW / 2), 1 << i));
        layers.add(Layout.CHANNELS_AHEAD);
        stages.add(Stage.maps(name, new Sequential(layers), width, PATCH << i));
      }
    }
    int features = row.width() << 3;
    stages.add(
        Stage.maps("norm", new LayerNorm("norm", features, EPSILON, true), features, PATCH << 3));
    stages.add(Stage.vector("pool", new GlobalAveragePool(), features));
    return new Blueprint(
        stages,
        "head.fc",
        0,
        new InputSizes(SIDE, SIDE, InputSizes.Change.COMPUTES),
        Prepared.bicubic(SIDE, 0.9, Prepared.Colours.IMAGENET));
  }

  private static List<Layer> merging(String name, int width) {
    return List.of(
        Layout.MERGED,
        new LayerNorm(name + ".norm", 4 * width, EPSILON),
        new Linear(name + ".reduction", 4 * width, 2 * width, false));
  }

  private static List<Layer> block(String name, int width, int shift, int reduction) {
    var attention =
        new WindowAttention(name + ".attn", width, width / HEAD_WIDTH, WINDOW, shift, reduction);
    return List.of(
        branch(new LayerNorm(name + ".norm1", width, EPSILON), attention),
        branch(
            new LayerNorm(name + ".norm2", width, EPSILON),
            new Linear(name + ".mlp.fc1", width, 4 * width),
            Activation.GELU,
            new Linear(name + ".mlp.fc2", 4 * width, width)));
  }

  private static Residual branch(Layer... layers) {
    return new Residual(Sequential.of(layers), Sequential.of());
  }
}
