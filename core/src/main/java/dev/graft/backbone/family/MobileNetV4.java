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
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/** MobileNetV4 of convolutions alone (Qin et al., 2024, arXiv 2404.10518) with timm's names. */
public final class MobileNetV4 implements Family {

  private static final int LAST = 960;

  private static final int FEATURES = 1280;

  private static final MobileBlocks BLOCKS =
      new MobileBlocks(
          Activation.RELU,
          new SqueezeExcite("conv_reduce", "conv_expand", Activation.RELU, Activation.SIGMOID));

  /** What a row's blocks are. */
  private enum Kind {
    PLAIN,
    FUSED,
    UNIVERSAL
  }

  /**
   * A row of the paper's tables.
   *
   * @param group that its blocks stand in, {@code blocks.1}
   * @param start kernel of the depthwise convolution before the expansion; 0 for none
   * @param middle kernel behind it; 0 for none
   */
  private record Row(
      Kind kind,
      int group,
      int repeats,
      int start,
      int middle,
      int stride,
      int expansion,
      int channels) {

    static Row plain(int group, int kernel, int stride, int channels) {
      return new Row(Kind.PLAIN, group, 1, 0, kernel, stride, 1, channels);
    }

    static Row fused(int channels) {
      return new Row(Kind.FUSED, 0, 1, 0, 3, 2, 4, channels);
    }

    /** Universal inverted bottlenecks. */
    static Row universal(
        int group, int repeats, int start, int middle, int stride, int expansion, int channels) {
      return new Row(Kind.UNIVERSAL, group, repeats, start, middle, stride, expansion, channels);
    }
  }

  private static List<Row> small() {
    return List.of(
        Row.plain(0, 3, 2, 32),
        Row.plain(0, 1, 1, 32),
        Row.plain(1, 3, 2, 96),
        Row.plain(1, 1, 1, 64),
        Row.universal(2, 1, 5, 5, 2, 3, 96),
        Row.universal(2, 4, 0, 3, 1, 2, 96),
        Row.universal(2, 1, 3, 0, 1, 4, 96),
        Row.universal(3, 1, 3, 3, 2, 6, 128),
        Row.universal(3, 1, 5, 5, 1, 4, 128),
        Row.universal(3, 1, 0, 5, 1, 4, 128),
        Row.universal(3, 1, 0, 5, 1, 3, 128),
        Row.universal(3, 2, 0, 3, 1, 4, 128),
        Row.plain(4, 1, 1, LAST));
  }

  private static List<Row> medium() {
    return List.of(
        Row.fused(48),
        Row.universal(1, 1, 3, 5, 2, 4, 80),
        Row.universal(1, 1, 3, 3, 1, 2, 80),
        Row.universal(2, 1, 3, 5, 2, 6, 160),
        Row.universal(2, 2, 3, 3, 1, 4, 160),
        Row.universal(2, 1, 3, 5, 1, 4, 160),
        Row.universal(2, 1, 3, 3, 1, 4, 160),
        Row.universal(2, 1, 3, 0, 1, 4, 160),
        Row.universal(2, 1, 0, 0, 1, 2, 160),
        Row.universal(2, 1, 3, 0, 1, 4, 160),
        Row.universal(3, 1, 5, 5, 2, 6, 256),
        Row.universal(3, 1, 5, 5, 1, 4, 256),
        Row.universal(3, 2, 3, 5, 1, 4, 256),
        Row.universal(3, 1, 0, 0, 1, 4, 256),
        Row.universal(3, 1, 3, 0, 1, 4, 256),
        Row.universal(3, 1, 3, 5, 1, 2, 256),
        Row.universal(3, 1, 5, 5, 1, 4, 256),
        Row.universal(3, 2, 0, 0, 1, 4, 256),
        Row.universal(3, 1, 5, 0, 1, 2, 256),
        Row.plain(4, 1, 1, LAST));
  }

  private static List<Row> large() {
    return List.of(
        Row.fused(48),
        Row.universal(1, 1, 3, 5, 2, 4, 96),
        Row.universal(1, 1, 3, 3, 1, 4, 96),
        Row.universal(2, 1, 3, 5, 2, 4, 192),
        Row.universal(2, 3, 3, 3, 1, 4, 192),
        Row.universal(2, 1, 3, 5, 1, 4, 192),
        Row.universal(2, 5, 5, 3, 1, 4, 192),
        Row.universal(2, 1, 3, 0, 1, 4, 192),
        Row.universal(3, 4, 5, 5, 2, 4, 512),
        Row.universal(3, 1, 5, 0, 1, 4, 512),
        Row.universal(3, 1, 5, 3, 1, 4, 512),
        Row.universal(3, 2, 5, 0, 1, 4, 512),
        Row.universal(3, 1, 5, 3, 1, 4, 512),
        Row.universal(3, 1, 5, 5, 1, 4, 512),
        Row.universal(3, 3, 5, 0, 1, 4, 512),
        Row.plain(4, 1, 1, LAST));
  }

  /** The sizes that the paper names; timm's default weights look at {@code share} of an image. */
  private enum Size {
    SMALL(32, 224, 0.875),
    MEDIUM(32, 256, 0.95),
    LARGE(24, 384, 0.95);

    private final int stem;
    private final int side;
    private final double share;

    Size(int stem, int side, double share) {
      this.stem = stem;
      this.side = side;
      this.share = share;
    }

    private List<Row> rows() {
      return switch (this) {
        case SMALL -> small();
        case MEDIUM -> medium();
        case LARGE -> large();
      };
    }
  }

  @Override
  public String name() {
    return "MobileNetV4";
  }

  @Override
  public List<Architecture> architectures() {
    var all = new ArrayList<Architecture>();
    for (Size size : Size.values()) {
      String word = size.name().toLowerCase(java.util.Locale.ROOT);
      all.add(Architecture.of("mobilenetv4_conv_" + word, () -> build(size)));
    }
    return all;
  }

  private static Blueprint build(Size size) {
    var stages = new ArrayList<Stage>();
    int in = size.stem;
    int stride = 2;
    int group = 0;
    int number = 0;
    stages.add(Stage.maps("stem", BLOCKS.stem(in), in, stride));
    for (Row row : size.rows()) {
      number = row.group() == group ? number : 0;
      group = row.group();
      stride *= row.stride();
      for (int j = 0; j < row.repeats(); j++) {
        String name = "blocks.%d.%d".formatted(group, number++);
        Layer block = block(row, name, in, j == 0 ? row.stride() : 1);
        in = row.channels();
        stages.add(Stage.maps(name, block, in, stride));
      }
    }
    stages.add(Stage.vector("pool", new GlobalAveragePool(), in));
    var head = new ArrayList<Layer>(List.of(Layout.MAP));
    head.addAll(BLOCKS.activated(Conv2d.same("conv_head", in, FEATURES, 1, 1), "norm_head"));
    head.add(Layout.VECTOR);
    stages.add(Stage.vector("conv_head", new Sequential(head), FEATURES));
    return new Blueprint(
        stages,
        "classifier",
        0,
        InputSizes.any(),
        Prepared.bicubic(size.side, size.share, Prepared.Colours.IMAGENET));
  }

  private static Layer block(Row row, String name, int in, int stride) {
    int out = row.channels();
    int inner = MobileBlocks.rounded(in * row.expansion());
    var shape = new MobileBlocks.Shape(name, in, inner, out, row.middle(), stride, 0);
    return switch (row.kind()) {
      case PLAIN -> BLOCKS.plain(shape);
      case FUSED -> BLOCKS.fused(shape);
      case UNIVERSAL -> universal(shape, row.start());
    };
  }

  /** Depthwise, expand, depthwise, project: the last depthwise has the stride. */
  private static Layer universal(MobileBlocks.Shape shape, int start) {
    String name = shape.name();
    int inner = shape.inner();
    var layers = new ArrayList<Layer>();
    if (start > 0) {
      int stride = shape.kernel() > 0 ? 1 : shape.stride();
      Conv2d first = Conv2d.depthwise(name + ".dw_start.conv", shape.in(), start, stride);
      layers.addAll(BLOCKS.normalised(first, name + ".dw_start.bn"));
    }
    Conv2d expand = Conv2d.same(name + ".pw_exp.conv", shape.in(), inner, 1, 1);
    layers.addAll(BLOCKS.activated(expand, name + ".pw_exp.bn"));
    if (shape.kernel() > 0) {
      Conv2d middle =
          Conv2d.depthwise(name + ".dw_mid.conv", inner, shape.kernel(), shape.stride());
      layers.addAll(BLOCKS.activated(middle, name + ".dw_mid.bn"));
    }
    Conv2d project = Conv2d.same(name + ".pw_proj.conv", inner, shape.out(), 1, 1);
    layers.addAll(BLOCKS.normalised(project, name + ".pw_proj.bn"));
    var main = new Sequential(layers);
    return shape.stride() == 1 && shape.in() == shape.out()
        ? new Residual(main, Sequential.of())
        : main;
  }
}
