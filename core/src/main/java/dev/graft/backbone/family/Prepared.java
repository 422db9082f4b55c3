package dev.graft.backbone.family;

import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import java.util.List;

/** How timm prepares images for weights that it publishes: resized bicubic, the centre cut out. */
final class Prepared {

  /** Mean and deviation of a channel, R, G, B. */
  enum Colours {
    /** Those of ImageNet. */
    IMAGENET(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f)),
    /** To between -1 and 1. */
    HALF(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f)),
    /** Those of CLIP's images. */
    CLIP(
        List.of(0.48145467f, 0.4578275f, 0.40821072f),
        List.of(0.26862955f, 0.2613026f, 0.2757771f));

    private final List<Float> mean;
    private final List<Float> deviation;

    Colours(List<Float> mean, List<Float> deviation) {
      this.mean = mean;
      this.deviation = deviation;
    }
  }

  private Prepared() {}

  /** {@code share} of the resized image's shorter side is {@code side} pixels. */
  static Preprocessing bicubic(int side, double share, Colours colours) {
    return new Preprocessing(
        Preprocessing.Fit.CENTRE_CROP,
        (int) Math.floor(side / share),
        side,
        Interpolation.BICUBIC,
        colours.mean,
        colours.deviation);
  }
}
