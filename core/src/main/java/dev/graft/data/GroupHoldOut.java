package dev.graft.data;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Chooses whole groups so that of each class nearly as many images are held out as wanted.
 *
 * <p>First groups are taken in an order that the seed gives, as long as no class gets more than
 * wanted; then those that bring the counts nearer to what is wanted, the one that does so most
 * first; last one for each class that has none yet. What comes after the first step takes no more
 * than half of a class, or a third where two images are to be left, unless more is wanted.
 */
final class GroupHoldOut {

  private final Groups groups;
  private final int[] order;
  private final int[] wanted;
  private final int[] sizes;
  private final int[] held;
  private final int kept;
  private final BitSet taken = new BitSet();

  private GroupHoldOut(Groups groups, int[] wanted, int kept, long seed) {
    this.groups = groups;
    this.order = groups.shuffled(seed);
    this.wanted = wanted;
    this.sizes = groups.sizes();
    this.held = new int[wanted.length];
    this.kept = kept;
  }

  /**
   * The positions to hold out, ascending.
   *
   * @param wanted number of images of each class
   * @param kept number of images of a class that are left where it gives some
   */
  static int[] choose(Groups groups, int[] wanted, int kept, long seed) {
    return new GroupHoldOut(groups, wanted, kept, seed).choose();
  }

  private int[] choose() {
    for (int g : order) {
      if (allows(g, wanted)) {
        take(g);
      }
    }
    int[] most = new int[wanted.length];
    Arrays.setAll(most, c -> Math.max(wanted[c], sizes[c] / (kept + 1)));
    for (int g = nearest(most, -1); g >= 0 && gain(g) > 1e-9; g = nearest(most, -1)) {
      take(g);
    }
    for (int c = 0; c < wanted.length; c++) {
      int g = wanted[c] > 0 && held[c] == 0 ? nearest(most, c) : -1;
      if (g >= 0) {
        take(g);
      }
    }
    return taken.stream().flatMap(g -> Arrays.stream(groups.members(g))).sorted().toArray();
  }

  private void take(int g) {
    taken.set(g);
    for (int i = 0; i < groups.classes(g).length; i++) {
      held[groups.classes(g)[i]] += groups.counts(g)[i];
    }
  }

  /** Whether with this group, too, no class gives more than {@code most} images, or its last. */
  private boolean allows(int g, int[] most) {
    for (int i = 0; i < groups.classes(g).length; i++) {
      int c = groups.classes(g)[i];
      int with = held[c] + groups.counts(g)[i];
      if (with > most[c] || with > sizes[c] - kept) {
        return false;
      }
    }
    return true;
  }

  /** The free group with the largest gain, of those with images of class {@code c} unless -1. */
  private int nearest(int[] most, int c) {
    int best = -1;
    double bestGain = 0;
    for (int g : order) {
      boolean fits = c < 0 || Arrays.binarySearch(groups.classes(g), c) >= 0;
      if (fits && !taken.get(g) && allows(g, most)) {
        double gain = gain(g);
        if (best < 0 || gain > bestGain) {
          best = g;
          bestGain = gain;
        }
      }
    }
    return best;
  }

  /** By how much this group lowers the squared distance to what is wanted, relative to that. */
  private double gain(int g) {
    double gain = 0;
    for (int i = 0; i < groups.classes(g).length; i++) {
      int c = groups.classes(g)[i];
      double missing = (double) wanted[c] - held[c];
      double count = groups.counts(g)[i];
      gain += count * (2 * missing - count) / Math.max(1, wanted[c]);
    }
    return gain;
  }
}
