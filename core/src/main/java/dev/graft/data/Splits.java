package dev.graft.data;

import dev.graft.files.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses images class by class: pure functions of labels, numbers and a seed.
 *
 * <p>Each class is shuffled by Fisher and Yates' method with a stream of its own, seeded by (seed,
 * class), so the choice within a class does not depend on the other classes nor on the platform.
 */
final class Splits {

  /** Keeps the choice of nested subsets apart from that of splits: "nested" in ASCII. */
  private static final long NESTED = 0x6e6573746564L;

  /** Keeps the order among equal classes apart from that of images: "turns" in ASCII. */
  private static final long TURNS = 0x7475726e73L;

  /** Keeps folds apart from the other choices: "folds" in ASCII. */
  private static final long FOLDS = 0x666f6c6473L;

  /** Shares that differ by less are equal: the difference is one of rounding. */
  private static final double SAME = 1e-9;

  private Splits() {}

  /**
   * The positions to hold out, ascending: of each class as many as {@link #held} says, each class's
   * first ones in an order of its own.
   */
  static int[] holdOut(int[] labels, int classes, double fraction, int kept, long seed) {
    return choose(labels, held(sizes(labels, classes), fraction, kept, seed), seed);
  }

  /**
   * How many of each class to hold out: the rounded share, at least 1, and so few that {@code kept}
   * are left; none of a class that is no larger. Where that is more than {@code fraction} of them
   * all, rounded up, the classes furthest above their share give one back, of equals those that the
   * seed picks: tiny classes then go without, rather than that training is halved.
   */
  static int[] held(int[] sizes, double fraction, int kept, long seed) {
    int[] held = new int[sizes.length];
    for (int c = 0; c < sizes.length; c++) {
      int share = (int) Math.floor(sizes[c] * fraction + 0.5);
      int most = sizes[c] - kept;
      held[c] = most < 1 ? 0 : Math.max(1, Math.min(share, most));
    }
    long cap = cap(Arrays.stream(sizes).asLongStream().sum(), fraction);
    for (long total = Arrays.stream(held).asLongStream().sum(); total > cap; total--) {
      held[fullest(sizes, held, fraction, seed)]--;
    }
    return held;
  }

  /** {@code fraction} of {@code all} images, rounded up; what is off by rounding errors is not. */
  private static long cap(long all, double fraction) {
    return (long) Math.ceil(all * fraction - 1e-9 * all);
  }

  /** The class furthest above its exact share that holds out an image. */
  private static int fullest(int[] sizes, int[] held, double fraction, long seed) {
    int best = -1;
    double most = 0;
    long bestTurn = 0;
    for (int c = 0; c < sizes.length; c++) {
      double above = held[c] - sizes[c] * fraction;
      long turn = SplitMix64.mix(SplitMix64.mix(seed ^ TURNS) + c);
      if (held[c] > 0
          && (best < 0 || above > most + SAME || (above > most - SAME && turn < bestTurn))) {
        best = c;
        most = above;
        bestTurn = turn;
      }
    }
    return best;
  }

  /**
   * The positions to keep, ascending, {@code limit} in all: class shares stay as they are (largest
   * remainder), and every class that has images keeps at least one. {@code limit} lies between the
   * number of such classes and the number of labels.
   */
  static int[] limit(int[] labels, int classes, int limit, long seed) {
    return choose(labels, shares(sizes(labels, classes), limit), seed);
  }

  /** How many of each class make up {@code limit} of them all. */
  static int[] shares(int[] sizes, int limit) {
    long all = Arrays.stream(sizes).asLongStream().sum();
    int[] shares = new int[sizes.length];
    long total = 0;
    for (int c = 0; c < sizes.length; c++) {
      long floor = (long) sizes[c] * limit / all;
      shares[c] = sizes[c] == 0 ? 0 : (int) Math.max(1, floor);
      total += shares[c];
    }
    for (; total < limit; total++) {
      shares[neediest(sizes, shares, limit, all)]++;
    }
    // Classes raised to one image may have taken more than there is.
    for (; total > limit; total--) {
      shares[richest(sizes, shares, limit, all)]--;
    }
    return shares;
  }

  /** The class furthest below its exact share that has an image left; the first of equals. */
  private static int neediest(int[] sizes, int[] shares, int limit, long all) {
    int best = -1;
    long most = Long.MIN_VALUE;
    for (int c = 0; c < sizes.length; c++) {
      long lack = (long) sizes[c] * limit - shares[c] * all;
      if (shares[c] < sizes[c] && lack > most) {
        best = c;
        most = lack;
      }
    }
    return best;
  }

  /** The class furthest above its exact share that can spare an image; the first of equals. */
  private static int richest(int[] sizes, int[] shares, int limit, long all) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int c = 0; c < sizes.length; c++) {
      long lack = (long) sizes[c] * limit - shares[c] * all;
      if (shares[c] > 1 && lack < least) {
        best = c;
        least = lack;
      }
    }
    return best;
  }

  /** Number of images of each class. */
  static int[] sizes(int[] labels, int classes) {
    int[] sizes = new int[classes];
    for (int label : labels) {
      sizes[label]++;
    }
    return sizes;
  }

  /** The positions in [0, size) that {@code chosen}, ascending, leaves over. */
  static int[] others(int size, int[] chosen) {
    int[] rest = new int[size - chosen.length];
    int next = 0;
    int at = 0;
    for (int i = 0; i < size; i++) {
      if (next < chosen.length && chosen[next] == i) {
        next++;
      } else {
        rest[at++] = i;
      }
    }
    return rest;
  }

  /**
   * All positions in an order of which every beginning is stratified, so that beginnings are nested
   * subsets: first one image of each class, then the class furthest behind its share gives the next
   * (Webster's method; largest remainders would not do, a larger subset may take fewer of a class).
   */
  static int[] nested(int[] labels, int classes, long seed) {
    int[][] positions = shuffled(labels, classes, SplitMix64.mix(seed ^ NESTED));
    List<Place> places = new ArrayList<>(labels.length);
    for (int c = 0; c < classes; c++) {
      for (int rank = 0; rank < positions[c].length; rank++) {
        double turn = rank == 0 ? 0 : (rank + 0.5) / positions[c].length;
        places.add(new Place(turn, positions[c][rank]));
      }
    }
    places.sort(Comparator.comparingDouble(Place::turn)); // stable: equals in the classes' order
    return places.stream().mapToInt(Place::position).toArray();
  }

  /**
   * The fold, in [0, folds), that tests each image: of every class, and of all together, the folds
   * have equally many but for one image. -1 for the image of a class that has no other one.
   */
  static int[] folds(int[] labels, int classes, int folds, long seed) {
    int[] tested = new int[labels.length];
    Arrays.fill(tested, -1);
    int next = 0; // goes on from class to class, so that no fold gets all the odd ones
    for (int[] positions : shuffled(labels, classes, SplitMix64.mix(seed ^ FOLDS))) {
      for (int position : positions.length < 2 ? new int[0] : positions) {
        tested[position] = next;
        next = (next + 1) % folds;
      }
    }
    return tested;
  }

  /** When it is an image's turn, in [0, 1]. */
  private record Place(double turn, int position) {}

  private static int[] choose(int[] labels, int[] wanted, long seed) {
    int[][] positions = shuffled(labels, wanted.length, seed);
    int[] chosen = new int[Arrays.stream(wanted).sum()];
    int at = 0;
    for (int c = 0; c < wanted.length; c++) {
      System.arraycopy(positions[c], 0, chosen, at, wanted[c]);
      at += wanted[c];
    }
    Arrays.sort(chosen);
    return chosen;
  }

  /** The positions of each class, each class shuffled for itself. */
  private static int[][] shuffled(int[] labels, int classes, long seed) {
    int[][] positions = new int[classes][];
    int[] sizes = sizes(labels, classes);
    for (int c = 0; c < classes; c++) {
      positions[c] = new int[sizes[c]];
    }
    for (int i = labels.length - 1; i >= 0; i--) {
      positions[labels[i]][--sizes[labels[i]]] = i;
    }
    for (int c = 0; c < classes; c++) {
      shuffle(positions[c], new SplitMix64(SplitMix64.mix(seed) + SplitMix64.mix(c)));
    }
    return positions;
  }

  /** Fisher and Yates' shuffle, in place. */
  static void shuffle(int[] values, SplitMix64 random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
