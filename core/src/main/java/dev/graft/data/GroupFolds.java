package dev.graft.data;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Deals whole groups to folds, large ones first, each to the fold that has the least of the group's
 * classes so far. No fold gets all images of a class: it could not learn it.
 */
final class GroupFolds {

  private final Groups groups;
  private final int[] sizes;
  private final int images;
  private final int[][] counts;
  private final int[] totals;

  private GroupFolds(Groups groups, int folds) {
    this.groups = groups;
    this.sizes = groups.sizes();
    this.images = Arrays.stream(sizes).sum();
    this.counts = new int[folds][sizes.length];
    this.totals = new int[folds];
  }

  /**
   * The fold, in [0, folds), that tests each image; -1 for those of a group that always trains,
   * because without it a class would have no image left to learn from.
   */
  static int[] deal(Groups groups, int folds, long seed) {
    return new GroupFolds(groups, folds).deal(seed);
  }

  private int[] deal(long seed) {
    int[] tested = new int[images];
    Arrays.fill(tested, -1);
    int[] order =
        Arrays.stream(groups.shuffled(seed))
            .boxed()
            .sorted(Comparator.comparingInt(g -> -groups.members(g).length)) // stable
            .mapToInt(g -> g)
            .toArray();
    for (int g : order) {
      int fold = emptiest(g);
      if (fold >= 0) {
        put(g, fold);
        Arrays.stream(groups.members(g)).forEach(i -> tested[i] = fold);
      }
    }
    return tested;
  }

  private void put(int g, int fold) {
    totals[fold] += groups.members(g).length;
    for (int i = 0; i < groups.classes(g).length; i++) {
      counts[fold][groups.classes(g)[i]] += groups.counts(g)[i];
    }
  }

  /** The first of the folds that have least; -1 if each would take the rest of a class. */
  private int emptiest(int g) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int fold = 0; fold < totals.length; fold++) {
      double load = load(g, fold);
      if (load < least) {
        best = fold;
        least = load;
      }
    }
    return best;
  }

  /** How much the group adds to the sum of squared shares; infinite where it may not go. */
  private double load(int g, int fold) {
    double load = (double) totals[fold] * groups.members(g).length / images;
    for (int i = 0; i < groups.classes(g).length; i++) {
      int c = groups.classes(g)[i];
      int count = groups.counts(g)[i];
      if (counts[fold][c] + count == sizes[c]) {
        return Double.POSITIVE_INFINITY;
      }
      load += (double) counts[fold][c] * count / sizes[c];
    }
    return load;
  }
}
