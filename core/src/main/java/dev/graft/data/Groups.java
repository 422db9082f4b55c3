package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.files.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images by the groups that stay together. Groups are numbered by their first image; an image that
 * belongs to none is a group of its own.
 */
final class Groups {

  private final int[] sizes;
  private final int[][] members;
  private final int[][] classes;
  private final int[][] counts;

  private Groups(int[] labels, int classCount, int[][] members) {
    this.sizes = Splits.sizes(labels, classCount);
    this.members = members;
    this.classes = new int[members.length][];
    this.counts = new int[members.length][];
    for (int g = 0; g < members.length; g++) {
      int[] own = Arrays.stream(members[g]).map(i -> labels[i]).sorted().toArray();
      classes[g] = Arrays.stream(own).distinct().toArray();
      counts[g] = new int[classes[g].length];
      int at = 0;
      for (int label : own) {
        at += classes[g][at] == label ? 0 : 1;
        counts[g][at]++;
      }
    }
  }

  /** The groups of a source; none where each has one image alone. */
  static Optional<Groups> of(EncodedSource source) {
    Map<String, List<Integer>> named = new HashMap<>();
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      List<Integer> members = source.group(i).map(named::get).orElse(null);
      if (members == null) {
        List<Integer> added = new ArrayList<>();
        source.group(i).ifPresent(name -> named.put(name, added));
        all.add(added);
        members = added;
      }
      members.add(i);
    }
    if (all.size() == source.size()) {
      return Optional.empty();
    }
    int[][] members =
        all.stream().map(g -> g.stream().mapToInt(i -> i).toArray()).toArray(int[][]::new);
    return Optional.of(new Groups(source.labels(), source.classNames().size(), members));
  }

  /** Number of groups. */
  int size() {
    return members.length;
  }

  /** Number of images of each class. */
  int[] sizes() {
    return sizes.clone();
  }

  /** The fewest groups that a class has images in. */
  int fewestOfAClass() {
    int[] groups = new int[sizes.length];
    for (int[] own : classes) {
      for (int c : own) {
        groups[c]++;
      }
    }
    return Arrays.stream(groups).filter(count -> count > 0).min().orElse(0);
  }

  /** The positions of group {@code g}, ascending. */
  int[] members(int g) {
    return members[g];
  }

  /** The classes that group {@code g} has images of, ascending. */
  int[] classes(int g) {
    return classes[g];
  }

  /** Its number of images of each of {@link #classes}. */
  int[] counts(int g) {
    return counts[g];
  }

  /** All groups in an order that is a function of the seed. */
  int[] shuffled(long seed) {
    int[] order = new int[size()];
    Arrays.setAll(order, g -> g);
    Splits.shuffle(order, new SplitMix64(SplitMix64.mix(seed)));
    return order;
  }
}
