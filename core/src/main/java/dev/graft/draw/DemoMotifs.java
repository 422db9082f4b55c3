package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** The demo's classes: things and surfaces that a person tells apart at a glance. */
final class DemoMotifs {

  private DemoMotifs() {}

  static Motif mug(SplitMix64 dice) {
    double taper = dice.uniform(-0.12, 0.12);
    double width = dice.uniform(0.42, 0.6);
    double height = dice.uniform(0.55, 0.85);
    double handle = height * dice.uniform(0.4, 0.6);
    double band = dice.uniform(-0.3, 0.2);
    double bandWidth = dice.uniform(0.1, 0.4);
    return (u, v) -> {
      double half = width + taper * v;
      if (Math.abs(u) < half && Math.abs(v) < height) {
        return v < 0.14 - height ? 0.8 : v > band && v < band + bandWidth ? 1 : 0.1;
      }
      double du = u - width;
      double r = Math.sqrt(du * du + v * v);
      return du > -0.05 && r > handle * 0.6 && r < handle ? 0.2 : Motif.NOTHING;
    };
  }

  static Motif fish(SplitMix64 dice) {
    double height = dice.uniform(0.26, 0.45);
    double tail = dice.uniform(0.5, 0.95);
    double stripes = dice.nextBoolean(0.5) ? dice.uniform(5, 12) : 0;
    double fin = dice.uniform(0.1, 0.35);
    return (u, v) -> {
      double s = (u - 0.18) / 0.78;
      double body = s * s + v * v / (height * height);
      if (body < 1) {
        double eye = (u - 0.62) * (u - 0.62) + (v + 0.1) * (v + 0.1);
        boolean stripe = stripes > 0 && frac(u * stripes / 2) < 0.4 && u < 0.45;
        return eye < 0.006 ? 1 : stripe ? 0.75 : 0.15 + 0.2 * body;
      }
      boolean inTail = u < -0.4 && u > -1 && Math.abs(v) < (-u - 0.35) * tail;
      boolean inFin = u > -0.2 && u < 0.35 && v < 0 && v > -height - fin * (0.35 - u);
      return inTail ? 0.5 : inFin ? 0.6 : Motif.NOTHING;
    };
  }

  static Motif flower(SplitMix64 dice) {
    int petals = 5 + dice.nextInt(5);
    double depth = dice.uniform(0.35, 0.65);
    double centre = dice.uniform(0.18, 0.3);
    double edge = dice.uniform(0.6, 0.95);
    var outline =
        new Contour(
            angle -> {
              double wave = StrictMath.abs(StrictMath.cos(petals * angle / 2));
              return 0.98 * (1 - depth + depth * StrictMath.sqrt(wave));
            });
    return (u, v) -> {
      double share = outline.share(u, v);
      boolean inCentre = u * u + v * v < centre * centre;
      return share > 1 ? Motif.NOTHING : inCentre ? 1 : share > edge ? 0.35 : 0.05;
    };
  }

  static Motif wheel(SplitMix64 dice) {
    int spokes = 5 + dice.nextInt(8);
    double[] cos = new double[spokes];
    double[] sin = new double[spokes];
    for (int i = 0; i < spokes; i++) {
      cos[i] = StrictMath.cos(2 * StrictMath.PI * i / spokes);
      sin[i] = StrictMath.sin(2 * StrictMath.PI * i / spokes);
    }
    double rim = dice.uniform(0.68, 0.85);
    double hub = dice.uniform(0.1, 0.2);
    double thick = dice.uniform(0.03, 0.06);
    return (u, v) -> {
      double r = Math.sqrt(u * u + v * v);
      if (r > 0.97) {
        return Motif.NOTHING;
      } else if (r > rim || r < hub) {
        return r > 0.5 * (rim + 0.97) ? 0.2 : 0.7;
      }
      for (int i = 0; i < spokes; i++) {
        if (u * cos[i] + v * sin[i] > 0 && Math.abs(u * sin[i] - v * cos[i]) < thick) {
          return 0.5;
        }
      }
      return Motif.NOTHING;
    };
  }

  static Motif house(SplitMix64 dice) {
    double width = dice.uniform(0.5, 0.75);
    double peak = dice.uniform(0.6, 0.95);
    double door = dice.uniform(-0.35, 0.15);
    boolean chimney = dice.nextBoolean(0.6);
    double window = dice.uniform(-0.2, 0.3);
    return (u, v) -> {
      if (Math.abs(u) < width && v > -0.05 && v < 0.85) {
        boolean inDoor = u > door && u < door + 0.24 && v > 0.35;
        double du = Math.abs(u - window - 0.2);
        boolean inWindow = du < 0.13 && v > 0.08 && v < 0.28;
        return inDoor || inWindow ? 1 : 0.05;
      }
      boolean roof = v <= -0.05 && v > -peak && Math.abs(u) < (width + 0.2) * (v + peak) / peak;
      boolean stack = chimney && u > 0.25 && u < 0.42 && v > -peak * 0.9 && v <= -0.05;
      return roof ? 0.65 : stack ? 0.4 : Motif.NOTHING;
    };
  }

  static Motif key(SplitMix64 dice) {
    double head = dice.uniform(0.28, 0.42);
    double hole = head * dice.uniform(0.4, 0.65);
    double thick = dice.uniform(0.06, 0.11);
    int teeth = 2 + dice.nextInt(2);
    double depth = dice.uniform(0.2, 0.34);
    boolean square = dice.nextBoolean(0.3);
    return (u, v) -> {
      double du = u + 0.58;
      double r = square ? Math.max(Math.abs(du), Math.abs(v)) : Math.sqrt(du * du + v * v);
      if (r < head) {
        return r > hole ? 0.2 : Motif.NOTHING;
      }
      if (u > -0.6 && u < 0.95) {
        double tooth = frac((0.95 - u) / 0.22);
        boolean inTooth = 0.95 - u < 0.22 * teeth && tooth < 0.55 && v > 0 && v < depth;
        return Math.abs(v) < thick ? 0.35 : inTooth ? 0.6 : Motif.NOTHING;
      }
      return Motif.NOTHING;
    };
  }

  /** A branching tree: each branch bears two or three smaller ones. */
  static Motif tree(SplitMix64 dice) {
    var grid = new Grid();
    int branches = 2 + dice.nextInt(2);
    double spread = dice.uniform(0.35, 0.7);
    double shrink = branches == 2 ? dice.uniform(0.68, 0.78) : dice.uniform(0.58, 0.68);
    branch(
        grid,
        dice,
        new double[] {0, 0.95, -StrictMath.PI / 2, 0.55, 0.075},
        branches,
        spread,
        shrink,
        6);
    return grid;
  }

  private static void branch(
      Grid grid,
      SplitMix64 dice,
      double[] at,
      int branches,
      double spread,
      double shrink,
      int depth) {
    double u = at[0] + at[3] * StrictMath.cos(at[2]);
    double v = at[1] + at[3] * StrictMath.sin(at[2]);
    grid.stroke(at[0], at[1], u, v, at[4], at[4] * 0.7, depth > 3 ? 0 : 0.9);
    if (depth == 0) {
      return;
    }
    for (int i = 0; i < branches; i++) {
      double turn = spread * (2.0 * i / (branches - 1) - 1) + dice.uniform(-0.2, 0.2);
      double[] next = {u, v, at[2] + turn, at[3] * shrink, Math.max(0.012, at[4] * 0.68)};
      branch(grid, dice, next, branches, spread, shrink, depth - 1);
    }
  }

  static Motif woven(SplitMix64 dice) {
    double thread = dice.uniform(5, 9);
    double gap = dice.uniform(0.05, 0.16);
    int over = 1 + dice.nextInt(2);
    return (u, v) -> {
      double x = u * thread;
      double y = v * thread;
      double s = frac(x);
      double t = frac(y);
      boolean across =
          Math.floorMod((int) Math.floor(x) + over * (int) Math.floor(y), over + 1) == 0;
      boolean open = (s < gap || s > 1 - gap) && (t < gap || t > 1 - gap);
      double across01 = across ? t : s;
      double along = across ? s : t;
      double round = 4 * across01 * (1 - across01) * (0.6 + 1.6 * along * (1 - along));
      return open ? 1 : across ? 0.75 - 0.65 * round : 0.85 - 0.5 * round;
    };
  }

  static Motif bricks(SplitMix64 dice) {
    double rows = dice.uniform(3.5, 6);
    double aspect = dice.uniform(1.8, 2.8);
    double mortar = dice.uniform(0.08, 0.16);
    double shift = dice.nextBoolean(0.75) ? 0.5 : 1.0 / 3;
    long seed = dice.nextLong();
    return (u, v) -> {
      double y = v * rows;
      long row = (long) Math.floor(y);
      double x = u * rows / aspect + shift * row;
      boolean joint = frac(y) < mortar || frac(x) < mortar / aspect;
      return joint ? 1 : 0.45 * Noise.value((long) Math.floor(x), row, seed);
    };
  }

  /** Cells around scattered points (Worley, 1996). */
  static Motif cells(SplitMix64 dice) {
    double scale = dice.uniform(2.5, 4.5);
    double wall = dice.uniform(0.06, 0.14);
    long seed = dice.nextLong();
    return (u, v) -> {
      double x = u * scale;
      double y = v * scale;
      long column = (long) Math.floor(x);
      long row = (long) Math.floor(y);
      double first = 9;
      double second = 9;
      double tone = 0;
      for (long j = row - 1; j <= row + 1; j++) {
        for (long i = column - 1; i <= column + 1; i++) {
          double dx = i + Noise.value(i, j, seed) - x;
          double dy = j + Noise.value(i, j, seed + 1) - y;
          double d = dx * dx + dy * dy;
          if (d < first) {
            second = first;
            first = d;
            tone = Noise.value(i, j, seed + 2);
          } else if (d < second) {
            second = d;
          }
        }
      }
      return Math.sqrt(second) - Math.sqrt(first) < wall ? 1 : 0.5 * tone;
    };
  }

  static double frac(double x) {
    return x - Math.floor(x);
  }
}
