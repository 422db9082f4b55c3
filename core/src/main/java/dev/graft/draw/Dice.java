package dev.graft.draw;

/** Random numbers that are a function of the seed alone (SplitMix64; Steele et al., 2014). */
final class Dice {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Dice(long seed) {
    state = seed;
  }

  /** A number that scatters the bits of {@code x}. */
  static long mix(long x) {
    long z = x + GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long bits() {
    long result = mix(state);
    state += GAMMA;
    return result;
  }

  /** Uniform in [0, 1). */
  double unit() {
    return (bits() >>> 11) * 0x1p-53;
  }

  /** Uniform in [from, to). */
  double between(double from, double to) {
    return from + (to - from) * unit();
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return (int) (((bits() >>> 32) * bound) >>> 32);
  }

  /** True in {@code share} of all cases. */
  boolean chance(double share) {
    return unit() < share;
  }

  /** Another stream, of this one's next number. */
  Dice fork() {
    return new Dice(bits());
  }
}
