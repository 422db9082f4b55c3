package dev.graft.draw;

import dev.graft.files.SplitMix64;

/**
 * Closed outlines as sums of waves around a circle (radial contours: Kataoka et al., 2022,
 * "Replacing labeled real-image datasets with auto-generated contours", arXiv 2206.09132), with an
 * inner region of its own outline or concentric lines.
 */
final class Outline implements Motif.Family {

  private static final int WAVES = 9;

  private final double[] heights = new double[WAVES];
  private final double[] phases = new double[WAVES];
  private final double inner;
  private final int innerWaves;
  private final int lines;
  private final boolean hollow;

  Outline(SplitMix64 dice) {
    int main = 2 + dice.nextInt(WAVES - 2);
    for (int k = 1; k < WAVES; k++) {
      heights[k] = (k == main ? dice.uniform(0.2, 0.4) : dice.uniform(0, 0.3) / k);
      phases[k] = dice.uniform(0, 2 * StrictMath.PI);
    }
    inner = dice.uniform(0.25, 0.75);
    innerWaves = dice.nextInt(7);
    lines = dice.nextBoolean(0.35) ? 2 + dice.nextInt(4) : 0;
    hollow = dice.nextBoolean(0.2);
  }

  @Override
  public Motif instance(SplitMix64 dice) {
    double[] own = new double[WAVES];
    double[] turned = new double[WAVES];
    for (int k = 1; k < WAVES; k++) {
      own[k] = heights[k] * dice.uniform(0.8, 1.2);
      turned[k] = phases[k] + dice.uniform(-0.25, 0.25);
    }
    var outline = new Contour(angle -> radius(angle, own, turned));
    double depth = innerWaves == 0 ? 0 : 0.3;
    double phase = turned[1];
    var within =
        new Contour(
            angle -> inner * (1 + depth * StrictMath.cos(innerWaves * angle + phase)) * 0.62);
    return (u, v) -> {
      double share = outline.share(u, v);
      if (share > 1) {
        return Motif.NOTHING;
      } else if (lines > 0) {
        return DemoMotifs.frac(share * lines) < 0.5 ? 0.1 : 0.9;
      }
      boolean inside = within.share(u, v) < 1;
      return inside ? (hollow ? Motif.NOTHING : 1) : 0.15;
    };
  }

  private static double radius(double angle, double[] heights, double[] phases) {
    double sum = 1;
    for (int k = 1; k < WAVES; k++) {
      sum += heights[k] * StrictMath.cos(k * angle + phases[k]);
    }
    return Math.max(0.12, 0.62 * sum);
  }
}
