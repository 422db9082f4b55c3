package dev.graft.backbone;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names like one that is unknown, by the pairs of letters they share (Dice, 1945). */
final class SimilarNames {

  private SimilarNames() {}

  /** The {@code count} names of {@code known} that are most like {@code name}, best first. */
  static List<String> of(String name, List<String> known, int count) {
    Set<String> pairs = pairs(name);
    return known.stream()
        .sorted(Comparator.comparingDouble(other -> -likeness(pairs, pairs(other))))
        .limit(count)
        .toList();
  }

  private static double likeness(Set<String> one, Set<String> other) {
    var shared = new HashSet<>(one);
    shared.retainAll(other);
    return 2.0 * shared.size() / (one.size() + other.size());
  }

  /** Of neighbouring characters, the first with the beginning. */
  private static Set<String> pairs(String name) {
    var pairs = new HashSet<String>();
    String padded = "^" + name.toLowerCase(Locale.ROOT);
    for (int i = 0; i + 1 < padded.length(); i++) {
      pairs.add(padded.substring(i, i + 2));
    }
    return pairs;
  }
}
