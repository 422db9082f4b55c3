package dev.graft.train.strategy;

/**
 * How the learning rates move over a phase: after a linear warm-up, constant or cosine to zero.
 *
 * @param warmupSteps over which the rate rises; at most a quarter of the phase's steps are
 */
public record Schedule(Shape shape, int warmupSteps) {

  /** Before so many steps the first gradients of a new head would unsettle the backbone. */
  private static final int WARMUP = 8;

  /** A short phase has its full rate for most of its steps. */
  private static final int SHARE = 4;

  /** The course after the warm-up. */
  public enum Shape {
    /** The rate stays. */
    CONSTANT,
    /** Half a cosine wave from the full rate to zero (Loshchilov and Hutter, 2017). */
    COSINE,
    /** From a ten-thousandth of the rate up to it, to see where training breaks (Smith, 2017). */
    RANGE
  }

  public Schedule {
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warm-up steps must be 0 or more, got " + warmupSteps);
    }
  }

  /** Cosine, after a warm-up of {@link #WARMUP} steps. */
  public static Schedule defaults() {
    return new Schedule(Shape.COSINE, WARMUP);
  }

  /** Constant, without warm-up. */
  public static Schedule constant() {
    return new Schedule(Shape.CONSTANT, 0);
  }

  /** The factor on the rate at {@code step} of {@code steps}, in (0, 1]. */
  public double factor(long step, long steps) {
    long warmup = Math.min(warmupSteps, steps / SHARE);
    if (step < warmup) {
      return (step + 1.0) / warmup;
    }
    if (shape == Shape.CONSTANT) {
      return 1;
    }
    if (shape == Shape.RANGE) {
      return Math.pow(10_000, (double) step / Math.max(1, steps - 1) - 1);
    }
    double progress = (double) (step - warmup) / Math.max(1, steps - warmup);
    return 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
