package dev.graft.draw;

/** A motif that is stamped or dotted rather than given by a formula: tones on a fine grid. */
final class Grid implements Motif {

  private static final int SIDE = 160;

  private final float[] tones = new float[SIDE * SIDE];

  Grid() {
    java.util.Arrays.fill(tones, (float) NOTHING);
  }

  /** A dot of that radius; where dots meet, the later one is seen. */
  void dot(double u, double v, double radius, double tone) {
    double reach = radius * SIDE / 2;
    double x = column(u);
    double y = column(v);
    int top = (int) Math.max(0, Math.floor(y - reach));
    int left = (int) Math.max(0, Math.floor(x - reach));
    for (int row = top; row < SIDE && row <= y + reach; row++) {
      for (int column = left; column < SIDE && column <= x + reach; column++) {
        double dx = column + 0.5 - x;
        double dy = row + 0.5 - y;
        if (dx * dx + dy * dy <= reach * reach + 0.5) {
          tones[row * SIDE + column] = (float) tone;
        }
      }
    }
  }

  /** A line of dots whose radius goes from one to the other. */
  void stroke(double u0, double v0, double u1, double v1, double from, double to, double tone) {
    double length = Math.sqrt((u1 - u0) * (u1 - u0) + (v1 - v0) * (v1 - v0));
    int steps = 1 + (int) (length * SIDE / 2);
    for (int i = 0; i <= steps; i++) {
      double t = (double) i / steps;
      dot(u0 + t * (u1 - u0), v0 + t * (v1 - v0), from + t * (to - from), tone);
    }
  }

  @Override
  public double at(double u, double v) {
    double x = column(u);
    double y = column(v);
    return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? NOTHING : tones[((int) y) * SIDE + (int) x];
  }

  private static double column(double u) {
    return (u + 1) * SIDE / 2;
  }
}
