package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.Stage;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/** RegNetY (Radosavovic et al., 2020, arXiv 2003.13678) with timm's names. */
public final class RegNet implements Family {

  private static final int STEM = 32;

  /** Widths are multiples of it. */
  private static final int QUANTUM = 8;

  private static final SqueezeExcite SQUEEZE =
      new SqueezeExcite("fc1", "fc2", Activation.RELU, Activation.SIGMOID);

  /**
   * A variant by the paper's parameters.
   *
   * @param gigaflops a tenth of those that its name says
   * @param initial the first width, w0
   * @param slope what width grows by from block to block, wa
   * @param factor that widths of stages are powers of, wm
   * @param group channels of a group
   * @param share of the resized image that timm's default weights look at
   */
  private record Row(
      String gigaflops,
      int depth,
      int initial,
      double slope,
      double factor,
      int group,
      double share) {

    /** The width of block {@code i}, by the paper's equations 2 to 4. */
    int width(int i) {
      double linear = initial + slope * i;
      double power = Math.rint(Math.log(linear / initial) / Math.log(factor));
      double width = Math.rint(initial * Math.pow(factor, power) / QUANTUM) * QUANTUM;
      double each = Math.min(group, width);
      return (int) (Math.rint(width / each) * each);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("002", 13, 24, 36.44, 2.49, 8, 0.875),
          new Row("004", 16, 48, 27.89, 2.09, 8, 0.965),
          new Row("006", 15, 48, 32.54, 2.32, 16, 0.875),
          new Row("008", 14, 56, 38.84, 2.4, 16, 0.875),
          new Row("016", 27, 48, 20.71, 2.65, 24, 0.965),
          new Row("032", 21, 80, 42.63, 2.66, 24, 0.95),
          new Row("040", 22, 96, 31.41, 2.24, 64, 0.95),
          new Row("064", 25, 112, 33.22, 2.27, 72, 0.95),
          new Row("080", 17, 192, 76.82, 2.19, 56, 0.95),
          new Row("120", 19, 168, 73.36, 2.37, 112, 0.95),
          new Row("160", 18, 200, 106.23, 2.48, 112, 0.95));

  @Override
  public String name() {
    return "RegNetY";
  }

  @Override
  public List<Architecture> architectures() {
    var all = new ArrayList<Architecture>();
    for (Row row : ROWS) {
      all.add(Architecture.of("regnety_" + row.gigaflops(), () -> build(row)));
    }
    return all;
  }

  private static Blueprint build(Row row) {
    var stages = new ArrayList<Stage>();
    stages.add(
        Stage.maps("stem", activated("stem", Conv2d.same("stem.conv", 3, STEM, 3, 2)), STEM, 2));
    int in = STEM;
    int stride = 2;
    int stage = 0;
    int block = 0;
    for (int i = 0; i < row.depth(); i++) {
      int width = row.width(i);
      boolean first = i == 0 || width != row.width(i - 1);
      block = first ? 1 : block + 1;
      stage += first ? 1 : 0;
      stride *= first ? 2 : 1;
      String name = "s%d.b%d".formatted(stage, block);
      int groups = width / Math.min(row.group(), width);
      stages.add(Stage.maps(name, block(name, in, width, groups, first ? 2 : 1), width, stride));
      in = width;
    }
    stages.add(Stage.vector("pool", new GlobalAveragePool(), in));
    return new Blueprint(
        stages,
        "head.fc",
        0,
        InputSizes.any(),
        Prepared.bicubic(224, row.share(), Prepared.Colours.IMAGENET));
  }

  private static Layer block(String name, int in, int out, int groups, int stride) {
    Conv2d middle = Conv2d.same(name + ".conv2.conv", out, out, 3, stride).withGroups(groups);
    var main =
        Sequential.of(
            activated(name + ".conv1", Conv2d.same(name + ".conv1.conv", in, out, 1, 1)),
            activated(name + ".conv2", middle),
            SQUEEZE.of(name, out, (int) Math.rint(in / 4.0)),
            normalised(name + ".conv3", Conv2d.same(name + ".conv3.conv", out, out, 1, 1)));
    String down = name + ".downsample";
    Sequential shortcut =
        stride == 1 && in == out
            ? Sequential.of()
            : Sequential.of(normalised(down, Conv2d.same(down + ".conv", in, out, 1, stride)));
    return Sequential.of(new Residual(main, shortcut), Activation.RELU);
  }

  private static Layer normalised(String name, Conv2d convolution) {
    return ConvNorm2d.of(convolution, name + ".bn");
  }

  private static Layer activated(String name, Conv2d convolution) {
    return Sequential.of(normalised(name, convolution), Activation.RELU);
  }
}
