package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.torch.layers.Attention;
import dev.graft.torch.layers.Rotary;
import java.util.ArrayList;
import java.util.List;

/**
 * DINOv2 (Oquab et al., 2023, arXiv 2304.07193), with registers (Darcet et al., 2024, arXiv
 * 2309.16588) and without, and DINOv3's ViT (Simeoni et al., 2025, arXiv 2508.10104), with timm's
 * names.
 */
public final class Dino implements Family {

  private static final int SIDE_2 = 518;
  private static final int SIDE_3 = 256;
  private static final int REGISTERS = 4;

  private static final List<VisionTransformer.Size> SIZES =
      List.of(
          VisionTransformer.Size.SMALL, VisionTransformer.Size.BASE, VisionTransformer.Size.LARGE);

  @Override
  public String name() {
    return "DINO";
  }

  @Override
  public List<Architecture> architectures() {
    var all = new ArrayList<Architecture>();
    for (VisionTransformer.Size size : SIZES) {
      String vit = "vit_" + size.word();
      all.add(Architecture.of(vit + "_patch14_dinov2", () -> plain(size)));
      all.add(Architecture.of(vit + "_patch14_reg4_dinov2", () -> registered(size)));
      all.add(Architecture.of(vit + "_patch16_dinov3", () -> third(size, 0)));
    }
    return all;
  }

  private static Blueprint plain(VisionTransformer.Size size) {
    return size.network(SIDE_2, 14)
        .scaled(TokenNetwork.Scaled.LS)
        .build(Prepared.bicubic(SIDE_2, 1, Prepared.Colours.IMAGENET));
  }

  private static Blueprint registered(VisionTransformer.Size size) {
    return size.network(SIDE_2, 14)
        .placed(TokenNetwork.Placed.PATCHES)
        .registers(REGISTERS)
        .scaled(TokenNetwork.Scaled.LS)
        .build(Prepared.bicubic(SIDE_2, 1, Prepared.Colours.IMAGENET));
  }

  /** For images of {@code rows} patches from top to bottom; 0 for square ones. */
  static Blueprint third(VisionTransformer.Size size, int rows) {
    return size.network(SIDE_3, 16)
        .epsilon(1e-5)
        .placed(TokenNetwork.Placed.NONE)
        .registers(REGISTERS)
        .scaled(TokenNetwork.Scaled.GAMMA)
        .bias(Attention.Bias.NONE)
        .rotary(Rotary.Kind.HALVES)
        .rows(rows)
        .pooling(TokenNetwork.Pooling.MEAN)
        .build(Prepared.bicubic(SIDE_3, 1, Prepared.Colours.IMAGENET));
  }
}
