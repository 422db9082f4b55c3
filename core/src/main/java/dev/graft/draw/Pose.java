package dev.graft.draw;

import dev.graft.files.SplitMix64;

/**
 * Where a motif lies in an image: a turn, a size, a stretch and a shift, from the image's
 * coordinates in [-1, 1] to the motif's.
 */
record Pose(double a, double b, double c, double d, double x, double y) {

  /** A turn of up to {@code turn} to either side, a half size in [least, most] of the image's. */
  static Pose any(SplitMix64 dice, double turn, double least, double most) {
    double angle = dice.uniform(-turn, turn);
    double size = dice.uniform(least, most);
    double stretch = dice.uniform(0.8, 1.25);
    double shear = dice.uniform(-0.25, 0.25);
    double mirror = dice.nextBoolean(0.5) ? -1 : 1;
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double room = Math.max(0, 1.1 - size);
    return new Pose(
        mirror * (cos / size + shear * sin / size),
        mirror * (sin / size - shear * cos / size),
        -sin / (size * stretch),
        cos / (size * stretch),
        dice.uniform(-room, room),
        dice.uniform(-room, room));
  }

  /** How far to either side of its middle what lies in |u| < 1.2 and |v| < reach comes. */
  double[] reach(double reach) {
    double size = Math.abs(a * d - b * c);
    double wide = 1.2;
    return new double[] {
      (Math.abs(d) * wide + Math.abs(b) * reach) / size,
      (Math.abs(c) * wide + Math.abs(a) * reach) / size
    };
  }

  double u(double px, double py) {
    return a * (px - x) + b * (py - y);
  }

  double v(double px, double py) {
    return c * (px - x) + d * (py - y);
  }
}
