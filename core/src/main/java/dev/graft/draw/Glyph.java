package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** Signs of a few strokes and dots, as letters of unknown scripts: a class is where they lie. */
final class Glyph implements Motif.Family {

  private final double[][] strokes;

  Glyph(SplitMix64 dice) {
    strokes = new double[3 + dice.nextInt(4)][];
    for (int i = 0; i < strokes.length; i++) {
      boolean goesOn = i > 0 && dice.nextBoolean(0.6);
      double[] from = goesOn ? strokes[dice.nextInt(i)] : null;
      strokes[i] =
          new double[] {
            goesOn ? from[4] : dice.uniform(-0.85, 0.85),
            goesOn ? from[5] : dice.uniform(-0.85, 0.85),
            dice.uniform(-1, 1),
            dice.uniform(-1, 1),
            dice.uniform(-0.85, 0.85),
            dice.uniform(-0.85, 0.85),
            dice.uniform()
          };
    }
  }

  @Override
  public Motif instance(SplitMix64 dice) {
    var grid = new Grid();
    double thick = dice.uniform(0.04, 0.11);
    for (double[] stroke : strokes) {
      double[] own = stroke.clone();
      for (int k = 0; k < 6; k++) {
        own[k] += dice.uniform(-0.08, 0.08);
      }
      curve(grid, own, thick);
    }
    return grid;
  }

  /** A quadratic Bezier curve from the first point by the second to the third. */
  private static void curve(Grid grid, double[] p, double thick) {
    double u = p[0];
    double v = p[1];
    int pieces = 12;
    for (int i = 1; i <= pieces; i++) {
      double t = (double) i / pieces;
      double s = 1 - t;
      double nextU = s * s * p[0] + 2 * s * t * p[2] + t * t * p[4];
      double nextV = s * s * p[1] + 2 * s * t * p[3] + t * t * p[5];
      grid.stroke(u, v, nextU, nextV, thick, thick, p[6]);
      u = nextU;
      v = nextV;
    }
  }
}
