package dev.graft.draw;

import dev.graft.files.SplitMix64;

/**
 * Colours that are a mark of some classes, as a buttercup is yellow: each image has its own shade
 * of them. The ground is now and then any other.
 */
record OwnColours(Tint ground, Tint dark, Tint bright) implements Colours {

  private static final double OWN_GROUND = 0.6;
  private static final double LEAST_CONTRAST = 0.25;

  /** A hue in [0, 6), how strong it is and how light, around which shades are drawn. */
  record Tint(double hue, double strength, double light) {

    static Tint any(SplitMix64 dice) {
      return new Tint(dice.uniform(0, 6), dice.uniform(0.15, 0.95), dice.uniform(0.25, 0.9));
    }

    /** One that is lighter or darker than {@code other}, so that edges show in grey as well. */
    static Tint apart(Tint other, SplitMix64 dice) {
      Tint tint = any(dice);
      while (Math.abs(tint.light - other.light) < LEAST_CONTRAST) {
        tint = any(dice);
      }
      return tint;
    }

    float[] shade(SplitMix64 dice) {
      double turned = hue + dice.uniform(-0.35, 0.35) + 6;
      double near = strength + dice.uniform(-0.15, 0.15);
      return Palette.of(
          turned % 6, Math.max(0, Math.min(1, near)), light + dice.uniform(-0.12, 0.12));
    }
  }

  static OwnColours of(SplitMix64 dice) {
    Tint ground = Tint.any(dice);
    Tint dark = Tint.apart(ground, dice);
    return new OwnColours(ground, dark, Tint.apart(dark, dice));
  }

  @Override
  public float[] ground(SplitMix64 dice) {
    return dice.nextBoolean(OWN_GROUND) ? ground.shade(dice) : Palette.any(dice);
  }

  @Override
  public float[] dark(float[] behind, SplitMix64 dice) {
    return dark.shade(dice);
  }

  @Override
  public float[] bright(float[] beside, SplitMix64 dice) {
    return bright.shade(dice);
  }
}
