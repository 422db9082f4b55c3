package dev.graft.compare.check;

import dev.graft.compare.check.DataFindings.Near;
import dev.graft.data.DataReport.Copy;
import dev.graft.data.source.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Pairs of images that show nearly the same, as they are found: all are counted, some are kept. */
final class NearPairs {

  /** Pairs that are named. */
  private static final int MOST = 1000;

  private static final Comparator<Near> LEAST_ALIKE_FIRST =
      Comparator.comparingDouble(Near::likeness)
          .thenComparing(Comparator.comparing(Near::first, place()).reversed())
          .thenComparing(Comparator.comparing(Near::second, place()).reversed());

  private final PriorityQueue<Near> kept =
      new PriorityQueue<>(Comparator.comparingInt(Near::harm).thenComparing(LEAST_ALIKE_FIRST));
  private final Set<Copy> heldOut = new HashSet<>();
  private long pairs;
  private long acrossSplits;
  private long conflictingLabels;

  private static Comparator<Copy> place() {
    return Comparator.comparing(Copy::split).thenComparingInt(Copy::index);
  }

  void add(Near pair) {
    pairs++;
    conflictingLabels += pair.conflictingLabels() ? 1 : 0;
    if (pair.acrossSplits()) {
      acrossSplits++;
      note(pair.first());
      note(pair.second());
    }
    kept.add(pair);
    if (kept.size() > MOST) {
      kept.poll();
    }
  }

  private void note(Copy image) {
    if (image.split() != Split.TRAIN) {
      heldOut.add(image);
    }
  }

  DataFindings.NearCounts counts() {
    return new DataFindings.NearCounts(pairs, acrossSplits, conflictingLabels, heldOut.size());
  }

  /** Up to 1,000 of those that harm most, the most alike first. */
  List<Near> kept() {
    var pairsKept = new ArrayList<>(kept);
    pairsKept.sort(LEAST_ALIKE_FIRST.reversed());
    return pairsKept;
  }
}
