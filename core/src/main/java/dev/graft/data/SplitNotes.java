package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.source.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is said of splits, folds and groups, in plain sentences without a full stop. */
final class SplitNotes {

  private static final int NAMED = 10;

  private static final String NOT_INDEPENDENT =
      "; intervals treat its images as independent, and are too narrow where these are alike";

  private SplitNotes() {}

  /** That {@code held} of {@code whole} were held out; {@code what} these are. */
  static String carved(Split split, int held, EncodedSource whole, String what, long seed) {
    return "no %s split found: %s, stratified by class with seed %d, were held out%s as the %s split"
        .formatted(
            split.word(),
            share(held, whole.size(), what),
            seed,
            Groups.of(whole).isPresent() ? " in whole groups" : "",
            split.word());
  }

  /** "360 of 1,800 images (20.0 %)". */
  static String share(int part, int whole, String what) {
    return String.format(
        Locale.ROOT, "%,d of %,d %s (%.1f %%)", part, whole, what, 100.0 * part / whole);
  }

  /** The classes that have no image in a split, if there are any. */
  static Optional<String> missing(Split split, EncodedSource part) {
    List<String> classNames = part.classNames();
    int[] sizes = Splits.sizes(part.labels(), classNames.size());
    List<String> missing = new ArrayList<>();
    for (int c = 0; c < sizes.length; c++) {
      if (sizes[c] == 0) {
        missing.add(classNames.get(c));
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d classes %s no image in the %s split: %s",
                missing.size(),
                sizes.length,
                missing.size() == 1 ? "has" : "have",
                split.word(),
                listed(missing)));
  }

  /** How many groups there are, how large, and how many images belong to none. */
  static String groups(Iterable<EncodedSource> parts, String groupedBy) {
    Map<String, Integer> sizes = new HashMap<>();
    int alone = 0;
    for (EncodedSource part : parts) {
      for (int i = 0; i < part.size(); i++) {
        Optional<String> group = part.group(i);
        group.ifPresent(name -> sizes.merge(name, 1, Integer::sum));
        alone += group.isEmpty() ? 1 : 0;
      }
    }
    if (sizes.isEmpty()) {
      return "no image belongs to a group by " + groupedBy + ": each is a group of its own";
    }
    int largest = sizes.values().stream().mapToInt(Integer::intValue).max().getAsInt();
    String others =
        String.format(
            Locale.ROOT,
            alone == 1
                ? "; %,d image belongs to none and is a group of its own"
                : "; %,d images belong to none and are groups of their own",
            alone);
    return String.format(
            Locale.ROOT,
            "the images of a group stay in one split: %,d %s by %s, the largest of %,d %s",
            sizes.size(),
            sizes.size() == 1 ? "group" : "groups",
            groupedBy,
            largest,
            largest == 1 ? "image" : "images")
        + (alone == 0 ? "" : others)
        + (largest == 1 ? "" : NOT_INDEPENDENT);
  }

  /** The first ten, and how many more there are. */
  static String listed(List<String> names) {
    List<String> first = names.subList(0, Math.min(NAMED, names.size()));
    int more = names.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }
}
