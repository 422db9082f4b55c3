package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.Stage;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Layout;
import dev.graft.torch.layers.MultiQueryAttention;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Scale;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * MobileNetV4 (Qin et al., 2024, arXiv 2404.10518), of convolutions alone and with attention
 * between them, with timm's names.
 */
public final class MobileNetV4 implements Family {

  private static final int FEATURES = 1280;

  private static final MobileBlocks BLOCKS =
      new MobileBlocks(
          Activation.RELU,
          new SqueezeExcite("conv_reduce", "conv_expand", Activation.RELU, Activation.SIGMOID));

  /** The networks of the paper; timm's default weights look at {@code share} of an image. */
  private enum Size {
    CONV_SMALL(MobileNetV4Row.small(), 32, 224, 0.875),
    CONV_MEDIUM(MobileNetV4Row.medium(), 32, 256, 0.95),
    CONV_LARGE(MobileNetV4Row.large(), 24, 384, 0.95),
    HYBRID_MEDIUM(MobileNetV4Row.hybridMedium(), 32, 256, 0.95),
    HYBRID_LARGE(MobileNetV4Row.hybridLarge(), 24, 384, 0.95);

    private final List<MobileNetV4Row> rows;
    private final int stem;
    private final int side;
    private final double share;

    Size(List<MobileNetV4Row> rows, int stem, int side, double share) {
      this.rows = rows;
      this.stem = stem;
      this.side = side;
      this.share = share;
    }

    /** Whether there is attention, and with it a learnt factor behind each block. */
    private boolean hybrid() {
      return this == HYBRID_MEDIUM || this == HYBRID_LARGE;
    }

    private MobileBlocks blocks() {
      return this == HYBRID_LARGE ? BLOCKS.withActivation(Activation.GELU) : BLOCKS;
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
      String word = size.name().toLowerCase(Locale.ROOT);
      all.add(Architecture.of("mobilenetv4_" + word, () -> build(size)));
    }
    return all;
  }

  private static Blueprint build(Size size) {
    var stages = new ArrayList<Stage>();
    MobileBlocks blocks = size.blocks();
    int in = size.stem;
    int stride = 2;
    int group = 0;
    int number = 0;
    stages.add(Stage.maps("stem", blocks.stem(in), in, stride));
    for (MobileNetV4Row row : size.rows) {
      number = row.group() == group ? number : 0;
      group = row.group();
      stride *= row.stride();
      for (int j = 0; j < row.repeats(); j++) {
        String name = "blocks.%d.%d".formatted(group, number++);
        Layer block = block(size, row, name, in, j == 0 ? row.stride() : 1);
        in = row.channels();
        stages.add(Stage.maps(name, block, in, stride));
      }
    }
    stages.add(Stage.vector("pool", new GlobalAveragePool(), in));
    var head = new ArrayList<Layer>(List.of(Layout.MAP));
    head.addAll(blocks.activated(Conv2d.same("conv_head", in, FEATURES, 1, 1), "norm_head"));
    head.add(Layout.VECTOR);
    stages.add(Stage.vector("conv_head", new Sequential(head), FEATURES));
    return new Blueprint(
        stages,
        "classifier",
        0,
        InputSizes.any(),
        Prepared.bicubic(size.side, size.share, Prepared.Colours.IMAGENET));
  }

  private static Layer block(Size size, MobileNetV4Row row, String name, int in, int stride) {
    int out = row.channels();
    int inner = MobileBlocks.rounded(in * row.expansion());
    var shape = new MobileBlocks.Shape(name, in, inner, out, row.middle(), stride, 0);
    return switch (row.kind()) {
      case PLAIN -> size.blocks().plain(shape);
      case FUSED -> size.blocks().fused(shape);
      case UNIVERSAL -> universal(size, shape, row.start());
      case ATTENTION -> attention(row, name);
    };
  }

  /** Depthwise, expand, depthwise, project: the last depthwise has the stride. */
  private static Layer universal(Size size, MobileBlocks.Shape shape, int start) {
    MobileBlocks blocks = size.blocks();
    String name = shape.name();
    int inner = shape.inner();
    var layers = new ArrayList<Layer>();
    if (start > 0) {
      int stride = shape.kernel() > 0 ? 1 : shape.stride();
      Conv2d first = Conv2d.depthwise(name + ".dw_start.conv", shape.in(), start, stride);
      layers.addAll(blocks.normalised(first, name + ".dw_start.bn"));
    }
    Conv2d expand = Conv2d.same(name + ".pw_exp.conv", shape.in(), inner, 1, 1);
    layers.addAll(blocks.activated(expand, name + ".pw_exp.bn"));
    if (shape.kernel() > 0) {
      Conv2d middle =
          Conv2d.depthwise(name + ".dw_mid.conv", inner, shape.kernel(), shape.stride());
      layers.addAll(blocks.activated(middle, name + ".dw_mid.bn"));
    }
    Conv2d project = Conv2d.same(name + ".pw_proj.conv", inner, shape.out(), 1, 1);
    layers.addAll(blocks.normalised(project, name + ".pw_proj.bn"));
    if (size.hybrid()) {
      layers.add(scale(name, shape.out()));
    }
    var main = new Sequential(layers);
    return shape.stride() == 1 && shape.in() == shape.out()
        ? new Residual(main, Sequential.of())
        : main;
  }

  private static Scale scale(String block, int width) {
    return new Scale(block + ".layer_scale.gamma", width, true);
  }

  /** All heads share keys and values, which may come from maps of half the size. */
  private static Layer attention(MobileNetV4Row row, String name) {
    int channels = row.channels();
    String attn = name + ".attn.";
    int all = row.heads() * row.width();
    var attention =
        new MultiQueryAttention(
            Sequential.of(Conv2d.same(attn + "query.proj", channels, all, 1, 1)),
            shared(row, attn + "key"),
            shared(row, attn + "value"),
            row.heads(),
            row.width());
    return new Residual(
        Sequential.of(
            new BatchNorm2d(name + ".norm", channels),
            attention,
            Conv2d.same(attn + "output.proj", all, channels, 1, 1),
            scale(name, channels)),
        Sequential.of());
  }

  private static Sequential shared(MobileNetV4Row row, String name) {
    Conv2d project = Conv2d.same(name + ".proj", row.channels(), row.width(), 1, 1);
    return row.halved()
        ? Sequential.of(
            ConvNorm2d.of(
                Conv2d.depthwise(name + ".down_conv", row.channels(), 3, 2), name + ".norm"),
            project)
        : Sequential.of(project);
  }
}
