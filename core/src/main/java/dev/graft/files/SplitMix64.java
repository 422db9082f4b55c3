package dev.graft.files;

/**
 * A stream of random numbers that is a function of its seed alone (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014).
 */
public final class SplitMix64 {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** The stream of {@code seed}. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** The first number of the stream seeded with {@code x}: a bijection that scatters its bits. */
  public static long mix(long x) {
    long z = x + GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform over all 64 bits. */
  public long nextLong() {
    long result = mix(state);
    state += GAMMA;
    return result;
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in [from, to). */
  public double uniform(double from, double to) {
    return from + (to - from) * uniform();
  }

  /** Uniform in [0, bound); the bias of taking the high bits is below bound / 2^32. */
  public int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** True in {@code share} of all cases. */
  public boolean nextBoolean(double share) {
    return uniform() < share;
  }

  /** Another stream, seeded with this one's next number. */
  public SplitMix64 split() {
    return new SplitMix64(nextLong());
  }
}
