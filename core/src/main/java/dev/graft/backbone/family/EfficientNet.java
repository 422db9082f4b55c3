package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.Stage;
import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * EfficientNet (Tan and Le, 2019, arXiv 1905.11946) and EfficientNetV2 (Tan and Le, 2021, arXiv
 * 2104.00298) with timm's names. Those called {@code tf_} are padded and normalised as in
 * TensorFlow, where their weights were trained.
 */
public final class EfficientNet implements Family {

  private static final int FEATURES = 1280;

  private static final SqueezeExcite SQUEEZE =
      new SqueezeExcite("conv_reduce", "conv_expand", Activation.SILU, Activation.SIGMOID);

  /** What a row of a plan is. */
  private enum Kind {
    PLAIN,
    SEPARABLE,
    FUSED,
    INVERTED
  }

  /** A row of the papers' tables; {@code squeezed} says whether its blocks squeeze. */
  private record Row(
      Kind kind,
      int repeats,
      int kernel,
      int stride,
      int expansion,
      int channels,
      boolean squeezed) {}

  /** Table 1 of the first paper. */
  private static final List<Row> FIRST =
      List.of(
          new Row(Kind.SEPARABLE, 1, 3, 1, 1, 16, true),
          new Row(Kind.INVERTED, 2, 3, 2, 6, 24, true),
          new Row(Kind.INVERTED, 2, 5, 2, 6, 40, true),
          new Row(Kind.INVERTED, 3, 3, 2, 6, 80, true),
          new Row(Kind.INVERTED, 3, 5, 1, 6, 112, true),
          new Row(Kind.INVERTED, 4, 5, 2, 6, 192, true),
          new Row(Kind.INVERTED, 1, 3, 1, 6, 320, true));

  private static final List<Row> SECOND_BASE =
      List.of(
          new Row(Kind.PLAIN, 1, 3, 1, 1, 16, false),
          new Row(Kind.FUSED, 2, 3, 2, 4, 32, false),
          new Row(Kind.FUSED, 2, 3, 2, 4, 48, false),
          new Row(Kind.INVERTED, 3, 3, 2, 4, 96, true),
          new Row(Kind.INVERTED, 5, 3, 1, 6, 112, true),
          new Row(Kind.INVERTED, 8, 3, 2, 6, 192, true));

  /** Table 4 of the second paper. */
  private static final List<Row> SECOND_SMALL =
      List.of(
          new Row(Kind.PLAIN, 2, 3, 1, 1, 24, false),
          new Row(Kind.FUSED, 4, 3, 2, 4, 48, false),
          new Row(Kind.FUSED, 4, 3, 2, 4, 64, false),
          new Row(Kind.INVERTED, 6, 3, 2, 4, 128, true),
          new Row(Kind.INVERTED, 9, 3, 1, 6, 160, true),
          new Row(Kind.INVERTED, 15, 3, 2, 6, 256, true));

  private static final List<Row> SECOND_MEDIUM =
      List.of(
          new Row(Kind.PLAIN, 3, 3, 1, 1, 24, false),
          new Row(Kind.FUSED, 5, 3, 2, 4, 48, false),
          new Row(Kind.FUSED, 5, 3, 2, 4, 80, false),
          new Row(Kind.INVERTED, 7, 3, 2, 4, 160, true),
          new Row(Kind.INVERTED, 14, 3, 1, 6, 176, true),
          new Row(Kind.INVERTED, 18, 3, 2, 6, 304, true),
          new Row(Kind.INVERTED, 5, 3, 1, 6, 512, true));

  /**
   * A variant.
   *
   * @param stem channels before they are multiplied
   * @param width what channels are multiplied by
   * @param depth what repeats are multiplied by
   * @param side in pixels of the images that timm's default weights were trained on
   * @param share of the resized image that they look at
   */
  private record Variant(
      String id, List<Row> rows, int stem, double width, double depth, int side, double share) {

    boolean tensorflow() {
      return id.startsWith("tf_");
    }

    boolean lite() {
      return id.contains("lite");
    }

    /** Those that began on ImageNet-21k were trained on values from -1 to 1. */
    boolean halves() {
      return List.of(
              "efficientnet_b1",
              "tf_efficientnetv2_b3",
              "tf_efficientnetv2_s",
              "tf_efficientnetv2_m")
          .contains(id);
    }

    int channels(int before) {
      double least = rows == SECOND_BASE ? 0 : MobileBlocks.LEAST;
      return MobileBlocks.rounded(before * width, least);
    }
  }

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("efficientnet_b0", FIRST, 32, 1.0, 1.0, 224, 0.875),
          new Variant("efficientnet_b1", FIRST, 32, 1.0, 1.1, 240, 0.9),
          new Variant("efficientnet_b2", FIRST, 32, 1.1, 1.2, 256, 0.875),
          new Variant("efficientnet_b3", FIRST, 32, 1.2, 1.4, 288, 0.875),
          new Variant("efficientnet_lite0", FIRST, 32, 1.0, 1.0, 224, 0.875),
          new Variant("tf_efficientnetv2_b0", SECOND_BASE, 32, 1.0, 1.0, 192, 0.875),
          new Variant("tf_efficientnetv2_b1", SECOND_BASE, 32, 1.0, 1.1, 192, 0.882),
          new Variant("tf_efficientnetv2_b2", SECOND_BASE, 32, 1.1, 1.2, 208, 0.890),
          new Variant("tf_efficientnetv2_b3", SECOND_BASE, 32, 1.2, 1.4, 240, 0.9),
          new Variant("tf_efficientnetv2_s", SECOND_SMALL, 24, 1.0, 1.0, 300, 1.0),
          new Variant("tf_efficientnetv2_m", SECOND_MEDIUM, 24, 1.0, 1.0, 384, 1.0));

  @Override
  public String name() {
    return "EfficientNet";
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
    var blocks =
        new MobileBlocks(
            variant.lite() ? Activation.RELU6 : Activation.SILU,
            SQUEEZE,
            variant.tensorflow() ? 1e-3 : 1e-5,
            variant.tensorflow());
    var stages = new ArrayList<Stage>();
    int in = variant.channels(variant.stem());
    int stride = 2;
    stages.add(Stage.maps("stem", blocks.stem(in), in, stride));
    for (int i = 0; i < variant.rows().size(); i++) {
      Row row = variant.rows().get(i);
      int out = variant.channels(row.channels());
      stride *= row.stride();
      for (int j = 0; j < Math.ceil(row.repeats() * variant.depth()); j++) {
        int squeezed = row.squeezed() && !variant.lite() ? in / 4 : 0;
        var shape =
            new MobileBlocks.Shape(
                "blocks.%d.%d".formatted(i, j),
                in,
                MobileBlocks.rounded(in * row.expansion()),
                out,
                row.kernel(),
                j == 0 ? row.stride() : 1,
                squeezed);
        stages.add(Stage.maps(shape.name(), block(row.kind(), blocks, shape), out, stride));
        in = out;
      }
    }
    int features = variant.lite() ? FEATURES : variant.channels(FEATURES);
    Conv2d last = Conv2d.same("conv_head", in, features, 1, 1);
    Layer head = new Sequential(blocks.activated(last, "bn2"));
    stages.add(Stage.maps("conv_head", head, features, stride));
    stages.add(Stage.vector("pool", new GlobalAveragePool(), features));
    return new Blueprint(stages, "classifier", 0, InputSizes.any(), preprocessing(variant));
  }

  private static Layer block(Kind kind, MobileBlocks blocks, MobileBlocks.Shape shape) {
    return switch (kind) {
      case PLAIN -> blocks.skipped(shape);
      case SEPARABLE -> blocks.separable(shape);
      case FUSED -> blocks.fused(shape);
      case INVERTED -> blocks.inverted(shape);
    };
  }

  private static Preprocessing preprocessing(Variant variant) {
    Preprocessing seen =
        variant.halves()
            ? Prepared.bicubic(variant.side(), variant.share(), Prepared.Colours.HALF)
            : Prepared.bicubic(variant.side(), variant.share(), Prepared.Colours.IMAGENET);
    return variant.rows() == SECOND_MEDIUM // timm squashes for it
        ? Preprocessing.squash(variant.side(), seen.mean(), seen.std())
            .withInterpolation(Interpolation.BICUBIC)
        : seen;
  }
}
