package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.Subset;
import dev.graft.data.source.DataException;
import dev.graft.data.source.Split;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Images that a scan found and that the rest of a data set goes on without. */
final class LeftOut {

  private static final int NAMED_UNREADABLE = 10;

  private final Dataset data;
  private final Map<Split, TreeSet<Integer>> positions = new EnumMap<>(Split.class);

  LeftOut(Dataset data) {
    this.data = data;
  }

  void unreadable(Collection<DataReport.Unreadable> images) {
    images.forEach(image -> add(image.split(), image.index(), image.name()));
  }

  void copies(Collection<DataReport.Copy> images) {
    images.forEach(image -> add(image.split(), image.index(), image.name()));
  }

  private void add(Split split, int index, String name) {
    EncodedSource part = data.parts().get(split);
    if (index >= part.size() || !part.name(index).equals(name)) {
      throw new IllegalArgumentException(
          "the report is of another data set: it has " + name + "; scan this one");
    }
    positions.computeIfAbsent(split, s -> new TreeSet<>()).add(index);
  }

  /**
   * The splits without these images.
   *
   * @param what they are, for an error
   * @param wayOut what to do about one
   * @throws DataException if a class of a split has none left
   */
  Map<Split, EncodedSource> rest(String what, String wayOut) throws DataException {
    Map<Split, EncodedSource> rest = new EnumMap<>(data.parts());
    for (Map.Entry<Split, TreeSet<Integer>> part : positions.entrySet()) {
      EncodedSource whole = data.parts().get(part.getKey());
      int[] dropped = part.getValue().stream().mapToInt(i -> i).toArray();
      var kept = new Subset(whole, Splits.others(whole.size(), dropped));
      int emptied = emptied(whole, kept);
      if (emptied >= 0) {
        throw new DataException(
            data.location(),
            "without %s the class %s has none left in the %s split"
                .formatted(what, data.classNames().get(emptied), part.getKey().word()),
            wayOut);
      }
      rest.put(part.getKey(), kept);
    }
    return rest;
  }

  /** The first class that had images and has none now, or -1. */
  private int emptied(EncodedSource whole, EncodedSource kept) {
    int[] before = Splits.sizes(whole.labels(), data.classNames().size());
    int[] after = Splits.sizes(kept.labels(), data.classNames().size());
    return IntStream.range(0, before.length)
        .filter(c -> before[c] > 0 && after[c] == 0)
        .findFirst()
        .orElse(-1);
  }

  /** That so many were left out. */
  static String note(int unreadable) {
    return unreadable == 1
        ? "1 unreadable image was left out"
        : unreadable + " unreadable images were left out";
  }

  /** Of each split: what was said of how they were held out counts what is gone. */
  static String left(Map<Split, EncodedSource> parts) {
    return parts.entrySet().stream()
        .map(part -> part.getValue().size() + " " + part.getKey().word())
        .collect(Collectors.joining(", ", "; left are ", " images"));
  }

  /** Names up to ten of the unreadable images. */
  static DataException refusal(DataReport report) {
    List<DataReport.Unreadable> unreadable = report.unreadable();
    String named =
        unreadable.stream()
            .sorted(Comparator.comparing(DataReport.Unreadable::name))
            .limit(NAMED_UNREADABLE)
            .map(image -> image.name() + " (" + image.reason() + ")")
            .collect(Collectors.joining(", "));
    int more = unreadable.size() - NAMED_UNREADABLE;
    return new DataException(
        report.location(),
        "%d of %d images cannot be read: %s%s"
            .formatted(
                unreadable.size(),
                report.images(),
                named,
                more > 0 ? " and " + more + " more" : ""),
        "repair or remove them, or leave them out with --skip-unreadable");
  }
}
