package dev.graft.data;

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

  private Splits() {}

  /**
   * The positions to hold out, ascending: of a class with n images the rounded share, but at least
   * 1 and at most n - 1; none of a class with a single image.
   */
  static int[] holdOut(int[] labels, int classes, double fraction, long seed) {
    int[] sizes = sizes(labels, classes);
    int[] wanted = new int[classes];
    for (int c = 0; c < classes; c++) {
      int share = (int) Math.floor(sizes[c] * fraction + 0.5);
      wanted[c] = sizes[c] < 2 ? 0 : Math.max(1, Math.min(share, sizes[c] - 1));
    }
    return choose(labels, wanted, seed);
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

  private static void shuffle(int[] values, SplitMix64 random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
