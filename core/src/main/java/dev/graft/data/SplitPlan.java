package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.LabelledSplits;
import dev.graft.data.labelled.Subset;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Grouping;
import dev.graft.data.source.Split;
import dev.graft.data.source.ValidateOn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides which images train, validate and test: takes what splits the data has, carves those that
 * it lacks, takes limits, and notes every step.
 */
final class SplitPlan {

  private final LabelledSplits data;
  private final DataOptions options;
  private final Map<Split, EncodedSource> parts;
  private final List<String> notes;
  private final Set<String> splitNotes = new HashSet<>();

  private SplitPlan(LabelledSplits data, DataOptions options) {
    this.data = data;
    this.options = options;
    this.parts = new EnumMap<>(Split.class);
    this.parts.putAll(data.parts());
    this.notes = new ArrayList<>(data.notes());
  }

  static Dataset resolve(LabelledSplits data, DataOptions options) throws DataException {
    return new SplitPlan(data, options).resolve();
  }

  private Dataset resolve() throws DataException {
    checkParts();
    checkClasses("");
    checkGroups();
    checkPattern();
    data.groupedBy().ifPresent(words -> notes.add(SplitNotes.groups(parts.values(), words)));
    if (options.folds().isPresent()) {
      return whole(options.folds().getAsInt());
    }
    provideTest();
    limit(Split.TRAIN, options.trainLimit());
    limit(Split.TEST, options.testLimit());
    checkClasses(" after the limit");
    provideValidation();
    parts.forEach((split, part) -> SplitNotes.missing(split, part).ifPresent(this::noteSplit));
    return dataset();
  }

  /** A mistyped expression would leave together nothing that belongs together. */
  private void checkPattern() throws DataException {
    if (!(options.groups() instanceof Grouping.ByPath asked)) {
      return;
    }
    for (EncodedSource part : parts.values()) {
      for (int i = 0; i < part.size(); i++) {
        if (part.group(i).isPresent()) {
          return;
        }
      }
    }
    String example =
        parts.values().stream()
            .filter(part -> part.size() > 0)
            .map(part -> ", such as " + part.name(0))
            .findFirst()
            .orElse("");
    throw new DataException(
        data.location(),
        "the regular expression %s is found in no image's name%s".formatted(asked.regex(), example),
        "write one that is, with the group in parentheses, or leave out --group-by");
  }

  /** All images as they are, if they can be tested in so many folds. */
  private Dataset whole(int folds) throws DataException {
    FoldPlan.refuseOwnSplits(data);
    limit(Split.TRAIN, options.trainLimit());
    Dataset whole = dataset();
    whole.folds(folds, options.seed()); // what cannot be is refused before images are looked at
    return whole;
  }

  private Dataset dataset() {
    return new Dataset(data, options, parts, notes, splitNotes, 0);
  }

  private void checkParts() throws DataException {
    if (!parts.containsKey(Split.TRAIN)) {
      throw new DataException(
          data.location(),
          "no training images: only a " + words() + " split was found",
          "add a train folder, or open the one folder whose images are to be split");
    }
    for (Map.Entry<Split, EncodedSource> part : parts.entrySet()) {
      if (part.getValue().size() == 0) {
        throw new DataException(
            data.location(),
            "the " + part.getKey().word() + " split is empty",
            "add images, or leave it out to have one held out of the training images");
      }
    }
    if (data.classNames().size() < 2) {
      throw new DataException(
          data.location(),
          "there is one class only, " + data.classNames().get(0),
          "a classifier needs at least two classes: one folder, or one label, for each");
    }
  }

  private String words() {
    return String.join(" and a ", parts.keySet().stream().map(Split::word).toList());
  }

  /** What is asked about in validation or test must have been there to learn. */
  private void checkClasses(String when) throws DataException {
    int[] train = sizes(parts.get(Split.TRAIN));
    for (Map.Entry<Split, EncodedSource> part : parts.entrySet()) {
      int[] sizes = sizes(part.getValue());
      for (int c = 0; c < sizes.length; c++) {
        if (sizes[c] > 0 && train[c] == 0) {
          throw new DataException(
              data.location(),
              "the class %s has images in the %s split but none to train on%s"
                  .formatted(data.classNames().get(c), part.getKey().word(), when),
              when.isEmpty()
                  ? "add training images of it, or remove it from the other splits"
                  : "raise the limit: it takes the first images in the data's own order");
        }
      }
    }
  }

  /** A group that the data's own splits take apart. */
  private void checkGroups() throws DataException {
    Map<String, Place> seen = new HashMap<>();
    for (Map.Entry<Split, EncodedSource> part : parts.entrySet()) {
      EncodedSource source = part.getValue();
      for (int i = 0; i < source.size(); i++) {
        Optional<String> group = source.group(i);
        if (group.isPresent()) {
          Place here = new Place(part.getKey(), source.name(i));
          Place first = seen.putIfAbsent(group.get(), here);
          if (first != null && first.split() != here.split()) {
            throw broken(group.get(), first, here);
          }
        }
      }
    }
  }

  /** Where an image of a group is. */
  private record Place(Split split, String name) {
    @Override
    public String toString() {
      return "the %s split (%s)".formatted(split.word(), name);
    }
  }

  private DataException broken(String group, Place first, Place second) {
    String by = data.groupedBy().orElseThrow();
    return new DataException(
        data.location(),
        "the group %s (by %s) is in %s and in %s".formatted(group, by, first, second),
        "put each group into one split, or leave the splits out to have whole groups held out"
            + (options.groups() instanceof Grouping.Usual
                ? "; if " + by + " names no groups, give it another name"
                : ""));
  }

  private void provideTest() throws DataException {
    if (parts.containsKey(Split.TEST)) {
      return;
    }
    EncodedSource validation = parts.remove(Split.VALIDATION);
    if (validation != null) {
      parts.put(Split.TEST, validation);
      noteSplit(
          "no test split found: the validation split (%d images) is used as the test split, so it"
                  .formatted(validation.size())
              + " is evaluated once");
      return;
    }
    if (options.testFraction() == 0) {
      noteSplit("no test split found, and none was held out");
      return;
    }
    carve(Split.TEST, options.testFraction(), HoldOut.KEPT_BY_TEST, "images");
  }

  private void provideValidation() throws DataException {
    EncodedSource validation = parts.get(Split.VALIDATION);
    if (options.validateOn() == ValidateOn.TEST) {
      if (validation != null) {
        parts.remove(Split.VALIDATION);
        noteSplit(
            "the validation split (%d images) is not used: validation is on the test split"
                .formatted(validation.size()));
      }
    } else if (validation == null && options.validationFraction() > 0) {
      double fraction = options.validationFraction();
      carve(Split.VALIDATION, fraction, HoldOut.KEPT_BY_VALIDATION, "training images");
    }
  }

  private void carve(Split split, double fraction, int kept, String what) throws DataException {
    EncodedSource whole = parts.get(Split.TRAIN);
    int[] held = HoldOut.positions(whole, fraction, kept, options.seed());
    if (held.length == 0) {
      throw tooFew(split, Groups.of(whole).isPresent());
    }
    parts.put(split, new Subset(whole, held));
    parts.put(Split.TRAIN, new Subset(whole, Splits.others(whole.size(), held)));
    noteSplit(SplitNotes.carved(split, held.length, whole, what, options.seed()));
  }

  private DataException tooFew(Split split, boolean groups) {
    String what = groups ? "groups" : "images";
    boolean test = split == Split.TEST;
    return new DataException(
        data.location(),
        "too few %s to hold out a %s split: %s"
            .formatted(
                what,
                split.word(),
                groups
                    ? "without any of them a class would lack images to train on"
                    : test ? "no class has two" : "no class would keep two to train on"),
        (test
                ? "do without one (--test-fraction 0), or add "
                : "do without one (--validation-fraction 0), test every image in turn"
                    + " (--folds K), or add ")
            + what);
  }

  private void limit(Split split, OptionalInt limit) throws DataException {
    EncodedSource whole = parts.get(split);
    if (limit.isEmpty() || whole == null || limit.getAsInt() >= whole.size()) {
      return;
    }
    int count = limit.getAsInt();
    int classes = data.classNames().size();
    if (count < classes) {
      throw new DataException(
          data.location(),
          "a limit of %d %s images is below the number of classes, %d"
              .formatted(count, split.word(), classes),
          "take at least one image per class");
    }
    int[] kept =
        data.ordered()
            ? IntStream.range(0, count).toArray()
            : Splits.limit(whole.labels(), classes, count, options.seed());
    parts.put(split, new Subset(whole, kept));
    String note =
        data.ordered()
            ? "the first %d of %d %s images were taken".formatted(count, whole.size(), split.word())
            : "%d of %d %s images were taken, stratified by class with seed %d"
                .formatted(count, whole.size(), split.word(), options.seed());
    if (split == Split.TRAIN) {
      notes.add(note);
    } else {
      noteSplit(note);
    }
  }

  /** Notes what is no longer so once the same images are dealt to folds. */
  private void noteSplit(String note) {
    notes.add(note);
    splitNotes.add(note);
  }

  private int[] sizes(EncodedSource source) {
    return Splits.sizes(source.labels(), data.classNames().size());
  }
}
