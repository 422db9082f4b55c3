package dev.graft.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds images with the same pixels by their hashes. */
final class Duplicates {

  private record Place(ScannedSplit split, int index, int order) {
    long hash(int half) {
      return split.hash(index, half);
    }

    boolean sameAs(Place other) {
      return hash(0) == other.hash(0) && hash(1) == other.hash(1);
    }
  }

  private Duplicates() {}

  /** Groups of two or more, each in the order of the splits, sorted by their first image. */
  static List<DataReport.Duplicate> find(List<ScannedSplit> splits) {
    List<Place> places = new ArrayList<>();
    for (ScannedSplit split : splits) {
      for (int i = 0; i < split.size(); i++) {
        if (split.readable(i)) {
          places.add(new Place(split, i, places.size()));
        }
      }
    }
    places.sort(
        Comparator.comparingLong((Place p) -> p.hash(0))
            .thenComparingLong(p -> p.hash(1))
            .thenComparingInt(Place::order));
    List<List<Place>> groups = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= places.size(); i++) {
      if (i == places.size() || !places.get(i).sameAs(places.get(from))) {
        if (i - from > 1) {
          groups.add(List.copyOf(places.subList(from, i)));
        }
        from = i;
      }
    }
    groups.sort(Comparator.comparingInt(group -> group.get(0).order()));
    return groups.stream()
        .map(group -> group.stream().map(p -> p.split().copy(p.index())).toList())
        .map(DataReport.Duplicate::new)
        .toList();
  }
}
