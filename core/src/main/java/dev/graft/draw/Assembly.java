package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** Things put together from a few plain solids: a class is which ones, where and how large. */
final class Assembly implements Motif.Family {

  private final double[][] parts;

  Assembly(SplitMix64 dice) {
    parts = new double[2 + dice.nextInt(4)][];
    for (int i = 0; i < parts.length; i++) {
      double spread = i == 0 ? 0.15 : 0.7;
      double size = i == 0 ? dice.uniform(0.4, 0.7) : dice.uniform(0.15, 0.42);
      parts[i] =
          new double[] {
            dice.nextInt(4),
            dice.uniform(-spread, spread),
            dice.uniform(-spread, spread),
            size,
            dice.uniform(0.5, 1.6),
            dice.uniform()
          };
    }
  }

  @Override
  public Motif instance(SplitMix64 dice) {
    double[][] own = new double[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      own[i] = parts[i].clone();
      own[i][1] += dice.uniform(-0.07, 0.07);
      own[i][2] += dice.uniform(-0.07, 0.07);
      own[i][3] *= dice.uniform(0.85, 1.15);
    }
    return (u, v) -> {
      for (int i = own.length - 1; i >= 0; i--) {
        double[] part = own[i];
        double x = (u - part[1]) / part[3];
        double y = (v - part[2]) / (part[3] * part[4]);
        if (inside((int) part[0], x, y)) {
          return part[5];
        }
      }
      return Motif.NOTHING;
    };
  }

  private static boolean inside(int kind, double x, double y) {
    double r = x * x + y * y;
    return switch (kind) {
      case 0 -> r < 1;
      case 1 -> Math.abs(x) < 0.9 && Math.abs(y) < 0.9;
      case 2 -> y > -0.9 && y < 0.9 && Math.abs(x) < (y + 0.9) / 1.8;
      default -> r < 1 && r > 0.36;
    };
  }
}
