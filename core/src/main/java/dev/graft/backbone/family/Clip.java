package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.torch.layers.Activation;
import java.util.List;

/**
 * Image towers of CLIP (Radford et al., 2021, arXiv 2103.00020) and SigLIP (Zhai et al., 2023,
 * arXiv 2303.15343; 2 by Tschannen et al., 2025, arXiv 2502.14786), with timm's names. Weights that
 * OpenAI trained want {@code quickgelu}: the entries are the same, the outputs are not.
 */
public final class Clip implements Family {

  @Override
  public String name() {
    return "CLIP and SigLIP";
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(
        Architecture.of(
            "vit_xsmall_patch16_clip_224",
            () -> clip(new TokenNetwork(224, 16, 256, 10, 4), Activation.GELU)),
        Architecture.of("vit_base_patch32_clip_224", () -> clip(base(224, 32), Activation.GELU)),
        Architecture.of(
            "vit_base_patch32_clip_quickgelu_224",
            () -> clip(base(224, 32), Activation.QUICK_GELU)),
        Architecture.of("vit_base_patch16_clip_224", () -> clip(base(224, 16), Activation.GELU)),
        Architecture.of(
            "vit_base_patch16_clip_quickgelu_224",
            () -> clip(base(224, 16), Activation.QUICK_GELU)),
        Architecture.of(
            "vit_large_patch14_clip_224",
            () -> clip(VisionTransformer.Size.LARGE.network(224, 14), Activation.GELU)),
        Architecture.of(
            "vit_large_patch14_clip_quickgelu_224",
            () -> clip(VisionTransformer.Size.LARGE.network(224, 14), Activation.QUICK_GELU)),
        Architecture.of("vit_base_patch16_siglip_224", () -> siglip(224, 16, Activation.GELU)),
        Architecture.of("vit_base_patch16_siglip_256", () -> siglip(256, 16, Activation.GELU)),
        Architecture.of("vit_base_patch16_siglip_384", () -> siglip(384, 16, Activation.GELU)),
        Architecture.of(
            "vit_base_patch32_siglip_256", () -> siglip(256, 32, Activation.GELU_TANH)));
  }

  private static TokenNetwork base(int side, int patch) {
    return VisionTransformer.Size.BASE.network(side, patch);
  }

  private static Blueprint clip(TokenNetwork network, Activation activation) {
    return network
        .epsilon(1e-5)
        .normBefore()
        .activation(activation)
        .build(Prepared.bicubic(224, 0.9, Prepared.Colours.CLIP));
  }

  private static Blueprint siglip(int side, int patch, Activation activation) {
    return base(side, patch)
        .withoutClassToken()
        .placed(TokenNetwork.Placed.PATCHES)
        .activation(activation)
        .pooling(TokenNetwork.Pooling.ATTENTION)
        .build(Prepared.bicubic(side, side < 384 ? 0.9 : 1, Prepared.Colours.HALF));
  }
}
