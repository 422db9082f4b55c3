package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.torch.layers.Attention;
import dev.graft.torch.layers.Rotary;
import java.util.List;

/** EVA-02 (Fang et al., 2023, arXiv 2303.11331), with timm's names. */
public final class Eva implements Family {

  @Override
  public String name() {
    return "EVA-02";
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(
        Architecture.of(
            "eva02_tiny_patch14_224", () -> build(VisionTransformer.Size.TINY, 224, 512)),
        Architecture.of(
            "eva02_tiny_patch14_336", () -> build(VisionTransformer.Size.TINY, 336, 512)),
        Architecture.of(
            "eva02_small_patch14_224", () -> build(VisionTransformer.Size.SMALL, 224, 1024)),
        Architecture.of(
            "eva02_small_patch14_336", () -> build(VisionTransformer.Size.SMALL, 336, 1024)));
  }

  /** The hidden width is 4 * 2 / 3 of the width, two thirds for the gate's matrix. */
  private static Blueprint build(VisionTransformer.Size size, int side, int hidden) {
    return size.network(side, 14)
        .bias(Attention.Bias.QUERIES_AND_VALUES)
        .rotary(Rotary.Kind.INTERLEAVED)
        .gated(hidden)
        .pooling(TokenNetwork.Pooling.NORM_OF_MEAN)
        .build(Prepared.bicubic(side, side == 224 ? 0.9 : 1, Prepared.Colours.CLIP));
  }
}
