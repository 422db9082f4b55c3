package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** Colours as linear triples of red, green and blue in [0, 1]. */
final class Palette {

  private static final double LEAST_CONTRAST = 0.22;

  private Palette() {}

  /** Any hue, muted or strong, dark or light. */
  static float[] any(SplitMix64 dice) {
    double hue = dice.uniform(0, 6);
    double strength = dice.uniform() * dice.uniform() + 0.15 * dice.uniform();
    return of(hue, strength, dice.uniform(0.12, 0.95));
  }

  /** The colour of that hue in [0, 6), red first, of a strength and a lightness in [0, 1]. */
  static float[] of(double hue, double strength, double light) {
    float[] colour = new float[3];
    for (int c = 0; c < 3; c++) {
      // A triangle wave of the hue, a third of a turn on for each channel.
      double turn = (hue + 2 * c) % 6;
      double wave = Math.min(1, Math.max(0, 2 - Math.abs(turn - 3)));
      colour[c] = (float) Math.min(1, light * (1 - strength + strength * 1.4 * wave));
    }
    return colour;
  }

  /** One that can be told from {@code other} by its lightness, in most cases. */
  static float[] apart(float[] other, SplitMix64 dice) {
    float[] colour = any(dice);
    for (int i = 0; i < 6 && Math.abs(lightness(colour) - lightness(other)) < LEAST_CONTRAST; i++) {
      colour = any(dice);
    }
    return colour;
  }

  private static double lightness(float[] colour) {
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2];
  }
}
