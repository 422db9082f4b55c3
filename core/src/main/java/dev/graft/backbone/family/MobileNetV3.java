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
import dev.graft.torch.layers.Layout;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/** MobileNetV3 (Howard et al., 2019, arXiv 1905.02244) with timm's names. */
public final class MobileNetV3 implements Family {

  private static final int STEM = 16;

  private static final MobileBlocks BLOCKS =
      new MobileBlocks(
          Activation.HARD_SWISH,
          new SqueezeExcite(
              "conv_reduce", "conv_expand", Activation.RELU, Activation.HARD_SIGMOID));

  /**
   * A row of the paper's tables, of which some repeat.
   *
   * @param stage that its blocks stand in; where it is another than the row's before, their numbers
   *     begin anew
   * @param expansion of its blocks; 0 where they are depthwise separable
   */
  private record Row(
      int stage,
      int repeats,
      int kernel,
      int stride,
      double expansion,
      int channels,
      boolean squeezed,
      Activation activation) {}

  /** Table 1. */
  private static final List<Row> LARGE =
      List.of(
          new Row(0, 1, 3, 1, 0, 16, false, Activation.RELU),
          new Row(1, 1, 3, 2, 4, 24, false, Activation.RELU),
          new Row(1, 1, 3, 1, 3, 24, false, Activation.RELU),
          new Row(2, 3, 5, 2, 3, 40, true, Activation.RELU),
          new Row(3, 1, 3, 2, 6, 80, false, Activation.HARD_SWISH),
          new Row(3, 1, 3, 1, 2.5, 80, false, Activation.HARD_SWISH),
          new Row(3, 2, 3, 1, 2.3, 80, false, Activation.HARD_SWISH),
          new Row(4, 2, 3, 1, 6, 112, true, Activation.HARD_SWISH),
          new Row(5, 3, 5, 2, 6, 160, true, Activation.HARD_SWISH));

  /** Table 2. */
  private static final List<Row> SMALL =
      List.of(
          new Row(0, 1, 3, 2, 0, 16, true, Activation.RELU),
          new Row(1, 1, 3, 2, 4.5, 24, false, Activation.RELU),
          new Row(1, 1, 3, 1, 3.67, 24, false, Activation.RELU),
          new Row(2, 1, 5, 2, 4, 40, true, Activation.HARD_SWISH),
          new Row(2, 2, 5, 1, 6, 40, true, Activation.HARD_SWISH),
          new Row(3, 2, 5, 1, 3, 48, true, Activation.HARD_SWISH),
          new Row(4, 3, 5, 2, 6, 96, true, Activation.HARD_SWISH));

  /** A variant: its channels are the rows' times {@code width}, but for stem and features. */
  private record Variant(String id, List<Row> rows, double width, int last, int features) {}

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("mobilenetv3_large_100", LARGE, 1, 960, 1280),
          new Variant("mobilenetv3_small_100", SMALL, 1, 576, 1024),
          new Variant("mobilenetv3_small_075", SMALL, 0.75, 576, 1024),
          new Variant("mobilenetv3_small_050", SMALL, 0.5, 576, 1024));

  @Override
  public String name() {
    return "MobileNetV3";
  }

  @Override
  public List<Architecture> architectures() {
    var all = new ArrayList<Architecture>();
    for (Variant variant : VARIANTS) {
      all.add(Architecture.of(variant.id(), () -> build(variant)));
    }
    return all;
  }

  private static Blueprint build(Variant variant) {
    var stages = new ArrayList<Stage>();
    int in = STEM;
    int stride = 2;
    int stage = 0;
    int number = 0;
    stages.add(Stage.maps("stem", BLOCKS.stem(STEM), STEM, stride));
    for (Row row : variant.rows()) {
      number = row.stage() == stage ? number : 0;
      stage = row.stage();
      stride *= row.stride();
      int out = MobileBlocks.rounded(row.channels() * variant.width());
      for (int j = 0; j < row.repeats(); j++) {
        String name = "blocks.%d.%d".formatted(stage, number++);
        Layer block = block(row, name, in, out, j == 0 ? row.stride() : 1);
        stages.add(Stage.maps(name, block, out, stride));
        in = out;
      }
    }
    int last = MobileBlocks.rounded(variant.last() * variant.width());
    var shape = new MobileBlocks.Shape("blocks.%d.0".formatted(stage + 1), in, 0, last, 1, 1, 0);
    stages.add(Stage.maps(shape.name(), BLOCKS.plain(shape), last, stride));
    stages.add(Stage.vector("pool", new GlobalAveragePool(), last));
    stages.add(Stage.vector("conv_head", head(last, variant.features()), variant.features()));
    return new Blueprint(
        stages,
        "classifier",
        0,
        InputSizes.any(),
        Prepared.bicubic(224, 0.875, Prepared.Colours.IMAGENET));
  }

  private static Layer block(Row row, String name, int in, int out, int stride) {
    MobileBlocks blocks = BLOCKS.withActivation(row.activation());
    int inner = row.expansion() == 0 ? in : MobileBlocks.rounded(in * row.expansion());
    int squeezed = row.squeezed() ? MobileBlocks.rounded(inner / 4.0) : 0;
    var shape = new MobileBlocks.Shape(name, in, inner, out, row.kernel(), stride, squeezed);
    return row.expansion() == 0 ? blocks.separable(shape) : blocks.inverted(shape);
  }

  /** The last convolution stands behind the pooling. */
  private static Layer head(int in, int features) {
    return Sequential.of(
        Layout.MAP,
        Conv2d.same("conv_head", in, features, 1, 1).withBias(),
        Activation.HARD_SWISH,
        Layout.VECTOR);
  }
}
