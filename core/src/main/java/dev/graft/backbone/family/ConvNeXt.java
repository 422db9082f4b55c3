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
import dev.graft.torch.layers.ResponseNorm;
import dev.graft.torch.layers.Scale;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * ConvNeXt (Liu et al., 2022, arXiv 2201.03545) and ConvNeXt V2 (Woo et al., 2023, arXiv
 * 2301.00808), with timm's names. The smaller ones have 1 x 1 convolutions in their MLP, the others
 * linear layers: the same numbers under other shapes.
 */
public final class ConvNeXt implements Family {

  private static final double EPSILON = 1e-6;

  /** One network: its four stages' blocks and channels. */
  private record Row(
      String id, boolean second, boolean convolved, List<Integer> depths, int width) {
    int width(int stage) {
      return width << stage;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("convnext_atto", false, true, List.of(2, 2, 6, 2), 40),
          new Row("convnext_femto", false, true, List.of(2, 2, 6, 2), 48),
          new Row("convnext_pico", false, true, List.of(2, 2, 6, 2), 64),
          new Row("convnext_nano", false, true, List.of(2, 2, 8, 2), 80),
          new Row("convnext_tiny", false, false, List.of(3, 3, 9, 3), 96),
          new Row("convnext_small", false, false, List.of(3, 3, 27, 3), 96),
          new Row("convnext_base", false, false, List.of(3, 3, 27, 3), 128),
          new Row("convnext_large", false, false, List.of(3, 3, 27, 3), 192),
          new Row("convnextv2_atto", true, true, List.of(2, 2, 6, 2), 40),
          new Row("convnextv2_femto", true, true, List.of(2, 2, 6, 2), 48),
          new Row("convnextv2_pico", true, true, List.of(2, 2, 6, 2), 64),
          new Row("convnextv2_nano", true, true, List.of(2, 2, 8, 2), 80),
          new Row("convnextv2_tiny", true, false, List.of(3, 3, 9, 3), 96),
          new Row("convnextv2_base", true, false, List.of(3, 3, 27, 3), 128));

  @Override
  public String name() {
    return "ConvNeXt";
  }

  @Override
  public List<Architecture> architectures() {
    return ROWS.stream().map(row -> Architecture.of(row.id(), () -> build(row))).toList();
  }

  private static Blueprint build(Row row) {
    var stages = new ArrayList<Stage>();
    var patches = new Conv2d("stem.0", 3, row.width(), 4, 4, 0, 1, true);
    stages.add(
        Stage.maps("stem", Sequential.of(patches, norm("stem.1", row.width())), row.width(), 4));
    for (int i = 0; i < row.depths().size(); i++) {
      for (int j = 0; j < row.depths().get(i); j++) {
        String name = "stages.%d.blocks.%d".formatted(i, j);
        Layer block = block(row, name, row.width(i));
        boolean down = i > 0 && j == 0;
        Layer all = down ? Sequential.of(downsample(row, i), block) : block;
        stages.add(Stage.maps(name, all, row.width(i), 4 << i));
      }
    }
    int features = row.width(3);
    stages.add(Stage.vector("pool", new GlobalAveragePool(), features));
    stages.add(Stage.vector("head.norm", new LayerNorm("head.norm", features, EPSILON), features));
    return new Blueprint(
        stages,
        "head.fc",
        0,
        new InputSizes(32, 1, InputSizes.Change.COMPUTES),
        Prepared.bicubic(224, row.second() ? 0.875 : 0.95, Prepared.Colours.IMAGENET));
  }

  private static LayerNorm norm(String name, int width) {
    return new LayerNorm(name, width, EPSILON, true);
  }

  private static Sequential downsample(Row row, int stage) {
    String name = "stages." + stage + ".downsample";
    int in = row.width(stage - 1);
    return Sequential.of(
        norm(name + ".0", in), new Conv2d(name + ".1", in, row.width(stage), 2, 2, 0, 1, true));
  }

  private static Layer block(Row row, String name, int width) {
    var layers = new ArrayList<Layer>();
    layers.add(Conv2d.depthwise(name + ".conv_dw", width, 7, 1).withBias());
    if (row.convolved()) {
      layers.add(norm(name + ".norm", width));
      layers.add(Conv2d.same(name + ".mlp.fc1", width, 4 * width, 1, 1).withBias());
      layers.add(Activation.GELU);
      if (row.second()) {
        layers.add(new ResponseNorm(name + ".mlp.grn", 4 * width));
      }
      layers.add(Conv2d.same(name + ".mlp.fc2", 4 * width, width, 1, 1).withBias());
    } else {
      layers.add(Layout.CHANNELS_BEHIND);
      layers.add(new LayerNorm(name + ".norm", width, EPSILON));
      layers.add(new Linear(name + ".mlp.fc1", width, 4 * width));
      layers.add(Activation.GELU);
      if (row.second()) {
        layers.add(Layout.CHANNELS_AHEAD);
        layers.add(new ResponseNorm(name + ".mlp.grn", 4 * width));
        layers.add(Layout.CHANNELS_BEHIND);
      }
      layers.add(new Linear(name + ".mlp.fc2", 4 * width, width));
      layers.add(Layout.CHANNELS_AHEAD);
    }
    if (!row.second()) {
      layers.add(new Scale(name + ".gamma", width, true));
    }
    return new Residual(new Sequential(layers), Sequential.of());
  }
}
