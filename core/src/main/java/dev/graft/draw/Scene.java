package dev.graft.draw;

import dev.graft.files.SplitMix64;

/**
 * One image of a motif: before a background with clutter, in some light, partly hidden now and
 * then, blurred and grainy. Light, place and clutter are drawn alike for all classes, and colours
 * where a class has none of its own, so that they tell nothing of the class.
 */
final class Scene {

  private static final double[] SUBPIXELS = {0.25, 0.75};
  private static final double ENDLESS = 1e6;

  private final Canvas canvas;
  private final Colours colours;
  private final SplitMix64 dice;

  private Scene(int side, Colours colours, SplitMix64 dice) {
    this.canvas = new Canvas(side);
    this.colours = colours;
    this.dice = dice;
  }

  /** How a motif may lie in its image. */
  record Framing(double turn, double least, double most, double reach) {

    /** A whole turn; from a third of the image to nearly all of it. */
    static final Framing OBJECT = new Framing(StrictMath.PI, 0.38, 0.95, 1.2);

    /** The same upright, as things that stand on the ground are seen. */
    static final Framing UPRIGHT = new Framing(0.5, 0.38, 0.95, 1.2);

    /** A surface that goes on beyond the image, near or far. */
    static final Framing SURFACE = new Framing(StrictMath.PI, 0.45, 1.3, ENDLESS);
  }

  /** side x side pixels, HWC, 8 bits. */
  static byte[] draw(Motif motif, Framing framing, Colours colours, SplitMix64 dice, int side) {
    var scene = new Scene(side, colours, dice);
    float[] back = scene.background();
    scene.clutter(2 + dice.nextInt(4));
    scene.motif(motif, framing, back);
    if (dice.nextBoolean(0.35)) {
      scene.clutter(1 + dice.nextInt(2));
    }
    scene.light();
    if (dice.nextBoolean(0.5)) {
      scene.canvas.blur(dice.uniform(0.05, 0.2));
    }
    double grain = dice.nextBoolean(0.7) ? dice.uniform(0.005, 0.07) : 0;
    return scene.canvas.bytes(grain, dice);
  }

  /** Two colours in clouds, from smooth to rough; the first of them. */
  private float[] background() {
    float[] one = colours.ground(dice);
    float[] other = dice.nextBoolean(0.6) ? colours.ground(dice) : one;
    var noise = new Noise(dice.nextLong(), 3, dice.uniform(0.3, 0.75));
    double scale = dice.uniform(0.8, 6) / canvas.side;
    double hardness = dice.nextBoolean(0.3) ? 6 : 1.6;
    double stretch = dice.uniform(0.3, 1);
    for (int y = 0; y < canvas.side; y++) {
      for (int x = 0; x < canvas.side; x++) {
        double n = (noise.at(x * scale, y * scale * stretch) - 0.5) * hardness + 0.5;
        canvas.set(x, y, one, other, Math.max(0, Math.min(1, n)));
      }
    }
    return one;
  }

  /** Simple shapes of any colour: bars and blobs. */
  private void clutter(int count) {
    for (int i = 0; i < count; i++) {
      float[] one = Palette.any(dice);
      float[] other = dice.nextBoolean(0.5) ? Palette.any(dice) : one;
      double width = dice.uniform(0.06, 0.4);
      boolean round = dice.nextBoolean(0.5);
      double length = dice.uniform(0.5, 2.5);
      Pose pose = Pose.any(dice, StrictMath.PI, width, width);
      var shifted =
          new Pose(
              pose.a(), pose.b(), pose.c(), pose.d(), dice.uniform(-1, 1), dice.uniform(-1, 1));
      Motif shape =
          (u, v) -> {
            double w = v / length;
            boolean inside = round ? u * u + w * w < 1 : Math.abs(u) < 1 && Math.abs(w) < 1;
            return inside ? Math.min(1, Math.max(0, 0.5 + 0.5 * w)) : Motif.NOTHING;
          };
      paint(shape, shifted, length, one, other, 1);
    }
  }

  private void motif(Motif motif, Framing framing, float[] back) {
    Pose pose = Pose.any(dice, framing.turn(), framing.least(), framing.most());
    float[] one = colours.dark(back, dice);
    float[] other = colours.bright(one, dice);
    if (framing.reach() < ENDLESS && dice.nextBoolean(0.3)) { // a shadow behind it
      double far = dice.uniform(0.05, 0.2);
      var moved = new Pose(pose.a(), pose.b(), pose.c(), pose.d(), pose.x() + far, pose.y() + far);
      paint(motif, moved, framing.reach(), new float[3], new float[3], dice.uniform(0.2, 0.6));
    }
    paint(motif, pose, framing.reach(), one, other, 1);
  }

  /** {@code reach} is how far the motif goes in its own v; nothing beyond that is looked at. */
  private void paint(
      Motif motif, Pose pose, double reach, float[] one, float[] other, double opacity) {
    int side = canvas.side;
    double[] far = pose.reach(reach);
    int bottom = pixel(pose.y() + far[1]);
    int right = pixel(pose.x() + far[0]);
    for (int y = pixel(pose.y() - far[1]); y <= bottom; y++) {
      for (int x = pixel(pose.x() - far[0]); x <= right; x++) {
        int hits = 0;
        double tones = 0;
        for (double dy : SUBPIXELS) {
          double py = 2 * (y + dy) / side - 1;
          for (double dx : SUBPIXELS) {
            double px = 2 * (x + dx) / side - 1;
            double tone = motif.at(pose.u(px, py), pose.v(px, py));
            if (tone >= 0) {
              hits++;
              tones += tone;
            }
          }
        }
        if (hits > 0) {
          canvas.blend(x, y, one, other, tones / hits, opacity * hits / 4);
        }
      }
    }
  }

  private int pixel(double at) {
    return (int) Math.max(0, Math.min(canvas.side - 1, (at + 1) * canvas.side / 2));
  }

  /** Brighter to one side, with soft patches. */
  private void light() {
    double across = dice.uniform(-0.45, 0.45);
    double down = dice.uniform(-0.45, 0.45);
    double level = dice.uniform(0.75, 1.2);
    var patches = new Noise(dice.nextLong(), 1, 1);
    double depth = dice.uniform(0, 0.5);
    double scale = 3.0 / canvas.side;
    for (int y = 0; y < canvas.side; y++) {
      for (int x = 0; x < canvas.side; x++) {
        double slope = across * (2.0 * x / canvas.side - 1) + down * (2.0 * y / canvas.side - 1);
        double patch = depth * (patches.at(x * scale, y * scale) - 0.5);
        canvas.light(x, y, level * (1 + slope) * (1 + patch));
      }
    }
  }
}
