package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** Textures without end: a class is a kind of pattern and its proportions. */
final class Surface implements Motif.Family {

  /** How many kinds of pattern there are. */
  static final int KINDS = 12;

  private final int kind;
  private final double ratio;
  private final double share;
  private final double bend;

  /** {@code variant} 0, 1, 2... of a kind differ in proportions that no zoom makes alike. */
  Surface(int kind, int variant, SplitMix64 dice) {
    this.kind = kind;
    this.ratio = 1 + variant * 0.9 + dice.uniform(0, 0.2);
    this.share = 0.25 + 0.25 * ((variant + kind) % 3) + dice.uniform(-0.05, 0.05);
    this.bend = variant % 2 == 0 ? 0.1 : 0.9;
  }

  @Override
  public Motif instance(SplitMix64 dice) {
    double scale = dice.uniform(1.6, 3.2);
    double own = share * dice.uniform(0.9, 1.1);
    var warp = new Noise(dice.nextLong(), 2, 0.5);
    var other = new Noise(dice.nextLong(), 4, 0.55);
    return (u, v) -> {
      double x = u * scale;
      double y = v * scale;
      double pull = bend * (warp.at(x * 0.7, y * 0.7) - 0.5);
      return tone(x + pull, y + 0.6 * pull, own, other);
    };
  }

  private double tone(double x, double y, double own, Noise noise) {
    return switch (kind) {
      // stripes of two widths
      case 0 -> DemoMotifs.frac(x * 2) < own ? 1 : DemoMotifs.frac(x * 2 * ratio) < 0.2 ? 0.5 : 0;
      // a chequer, stretched
      case 1 -> Math.floorMod((int) Math.floor(2 * x) + (int) Math.floor(2 * y / ratio), 2);
      // dots in rows
      case 2 -> dots(2 * x, 2 * y / ratio, own);
      // chevrons
      case 3 -> DemoMotifs.frac(2 * x + ratio * Math.abs(DemoMotifs.frac(y) - 0.5)) < own ? 1 : 0;
      // scales, each over the next
      case 4 -> scales(2 * x, 2 * y, own);
      // triangles
      case 5 -> triangles(1.6 * x, 1.6 * y / ratio);
      // ripples around a point
      case 6 -> DemoMotifs.frac(1.5 * Math.sqrt(x * x + y * y * ratio)) < own ? 1 : 0;
      // lines of equal height
      case 7 -> DemoMotifs.frac(noise.at(x, y / ratio) * 9) < own ? 1 : 0.1;
      // spots
      case 8 -> noise.at(1.5 * x, 1.5 * y / ratio) > 0.35 + 0.3 * own ? 1 : 0;
      // grain along one direction
      case 9 -> noise.at(x * 1.2, y * 1.2 * (2 + 3 * ratio));
      // plaid
      case 10 -> (plaid(x, own) + plaid(y * ratio, 1 - own)) / 2;
      // veins
      default -> Math.min(1, Math.abs(noise.at(x * 1.3, y * 1.3 / ratio) - 0.5) * (4 + 14 * own));
    };
  }

  private static double plaid(double x, double own) {
    double f = DemoMotifs.frac(x);
    return f < own ? 1 : f > 0.85 ? 0.5 : 0;
  }

  private static double dots(double x, double y, double own) {
    double row = Math.floor(y);
    double dx = DemoMotifs.frac(x + 0.5 * (((long) row) & 1)) - 0.5;
    double dy = y - row - 0.5;
    return dx * dx + dy * dy < 0.22 * own ? 1 : 0;
  }

  private static double scales(double x, double y, double own) {
    for (int back = 0; back < 2; back++) {
      double row = Math.floor(y) - back;
      double dx = DemoMotifs.frac(x + 0.5 * (((long) row) & 1)) - 0.5;
      double dy = (y - row) * 0.55;
      double r = dx * dx + dy * dy;
      if (r < 0.3) {
        return r > 0.3 - 0.2 * own ? 1 : 0.2;
      }
    }
    return 0;
  }

  private static double triangles(double x, double y) {
    double row = Math.floor(y);
    double t = y - row;
    double s = DemoMotifs.frac(x + 0.5 * (((long) row) & 1));
    return Math.abs(s - 0.5) * 2 < t ? 1 : 0.1;
  }
}
