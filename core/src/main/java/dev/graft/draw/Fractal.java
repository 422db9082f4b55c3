package dev.graft.draw;

import dev.graft.files.SplitMix64;

/**
 * Attractors of a few random affine maps (Barnsley, 1988), as in pretraining without natural images
 * (Kataoka et al., 2020, "Pre-training without natural images", arXiv 2101.08515): a class is a set
 * of maps, an instance those maps slightly changed.
 */
final class Fractal implements Motif.Family {

  private static final int POINTS = 2500;
  private static final int TO_SETTLE = 20;

  private final double[][] maps;

  private Fractal(double[][] maps) {
    this.maps = maps;
  }

  /** A class whose attractor fills enough of its box to be seen. */
  static Fractal of(SplitMix64 dice) {
    while (true) {
      int count = 2 + dice.nextInt(4);
      double[][] maps = new double[count][6];
      for (double[] map : maps) {
        double turn = dice.uniform(0, 2 * StrictMath.PI);
        double size = dice.uniform(0.35, 0.8);
        double flat = dice.uniform(0.3, 1);
        double cos = StrictMath.cos(turn) * size;
        double sin = StrictMath.sin(turn) * size;
        map[0] = cos;
        map[1] = -sin * flat;
        map[2] = sin;
        map[3] = cos * flat;
        map[4] = dice.uniform(-1, 1);
        map[5] = dice.uniform(-1, 1);
      }
      var fractal = new Fractal(maps);
      if (fractal.cells(fractal.points(new SplitMix64(1))) > 330) {
        return fractal;
      }
    }
  }

  @Override
  public Motif instance(SplitMix64 dice) {
    double[][] changed = new double[maps.length][];
    for (int i = 0; i < maps.length; i++) {
      changed[i] = maps[i].clone();
      for (int k = 0; k < 6; k++) {
        changed[i][k] += dice.uniform(-0.05, 0.05);
      }
    }
    double[][] points = new Fractal(changed).points(dice);
    var grid = new Grid();
    double radius = dice.uniform(0.014, 0.03);
    for (double[] point : points) {
      grid.dot(point[0], point[1], radius, point[2]);
    }
    return grid;
  }

  /** Points of the attractor scaled into [-0.95, 0.95], and which map led to each as a tone. */
  private double[][] points(SplitMix64 dice) {
    double[][] points = new double[POINTS][3];
    double x = 0;
    double y = 0;
    double[] low = {1e9, 1e9};
    double[] high = {-1e9, -1e9};
    for (int i = -TO_SETTLE; i < POINTS; i++) {
      int chosen = dice.nextInt(maps.length);
      double[] map = maps[chosen];
      double next = map[0] * x + map[1] * y + map[4];
      y = map[2] * x + map[3] * y + map[5];
      x = next;
      if (i >= 0) {
        points[i] = new double[] {x, y, (double) chosen / Math.max(1, maps.length - 1)};
        low = new double[] {Math.min(low[0], x), Math.min(low[1], y)};
        high = new double[] {Math.max(high[0], x), Math.max(high[1], y)};
      }
    }
    double scale = 1.9 / Math.max(1e-6, Math.max(high[0] - low[0], high[1] - low[1]));
    for (double[] point : points) {
      point[0] = (point[0] - (low[0] + high[0]) / 2) * scale;
      point[1] = (point[1] - (low[1] + high[1]) / 2) * scale;
    }
    return points;
  }

  /** How many of 40 x 40 cells have a point. */
  private int cells(double[][] points) {
    var seen = new java.util.BitSet();
    for (double[] point : points) {
      int row = (int) ((point[0] + 1) * 20);
      int column = (int) ((point[1] + 1) * 20);
      seen.set(row * 40 + column);
    }
    return seen.cardinality();
  }
}
