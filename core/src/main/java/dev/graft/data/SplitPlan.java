package dev.graft.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Decides which images train, validate and test: takes what splits the data has, carves those that
 * it lacks, takes limits, and notes every step.
 */
final class SplitPlan {

  private static final int NAMED_CLASSES = 10;

  private final LabelledSplits data;
  private final DataOptions options;
  private final Map<Split, EncodedSource> parts;
  private final List<String> notes;

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
    provideTest();
    limit(Split.TRAIN, options.trainLimit());
    limit(Split.TEST, options.testLimit());
    checkClasses(" after the limit");
    provideValidation();
    noteMissingClasses();
    return new Dataset(data, parts, notes);
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
            "fill it, or leave it out to have one carved out of the training images");
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

  private void provideTest() throws DataException {
    if (parts.containsKey(Split.TEST)) {
      return;
    }
    EncodedSource validation = parts.remove(Split.VALIDATION);
    if (validation != null) {
      parts.put(Split.TEST, validation);
      notes.add(
          "no test split found: the validation split (%d images) plays the test split, so it is"
                  .formatted(validation.size())
              + " looked at once");
      return;
    }
    if (options.testFraction() == 0) {
      notes.add("no test split found, and none was held out");
      return;
    }
    carve(Split.TEST, options.testFraction(), "images");
  }

  private void provideValidation() throws DataException {
    EncodedSource validation = parts.get(Split.VALIDATION);
    if (options.validateOn() == ValidateOn.TEST) {
      if (validation != null) {
        parts.remove(Split.VALIDATION);
        notes.add(
            "the validation split (%d images) is not used: validation is on the test split"
                .formatted(validation.size()));
      }
    } else if (validation == null && options.validationFraction() > 0) {
      carve(Split.VALIDATION, options.validationFraction(), "training images");
    }
  }

  private void carve(Split split, double fraction, String of) throws DataException {
    EncodedSource whole = parts.get(Split.TRAIN);
    int[] held = Splits.holdOut(whole.labels(), data.classNames().size(), fraction, options.seed());
    if (held.length == 0) {
      throw new DataException(
          data.location(),
          "too few images to hold out a %s split: no class has two".formatted(split.word()),
          "add images, or a " + split.word() + " split of your own");
    }
    parts.put(split, new Subset(whole, held));
    parts.put(Split.TRAIN, new Subset(whole, Splits.others(whole.size(), held)));
    notes.add(
        "no %s split found: %s %% of the %s (%d of %d), stratified by class with seed %d, were held out as the %s split"
            .formatted(
                split.word(),
                percent(fraction),
                of,
                held.length,
                whole.size(),
                options.seed(),
                split.word()));
    noteSingles(whole, split);
  }

  private static String percent(double fraction) {
    String text = String.format(Locale.ROOT, "%.2f", fraction * 100);
    return text.replaceAll("\\.?0+$", "");
  }

  private void noteSingles(EncodedSource whole, Split split) {
    int[] sizes = sizes(whole);
    List<String> singles = new ArrayList<>();
    for (int c = 0; c < sizes.length; c++) {
      if (sizes[c] == 1) {
        singles.add(data.classNames().get(c));
      }
    }
    if (!singles.isEmpty()) {
      notes.add(
          "with a single image, which trains, these classes are not in the %s split: %s"
              .formatted(split.word(), listed(singles)));
    }
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
    notes.add(
        data.ordered()
            ? "the first %d of %d %s images were taken".formatted(count, whole.size(), split.word())
            : "%d of %d %s images were taken, stratified by class with seed %d"
                .formatted(count, whole.size(), split.word(), options.seed()));
  }

  private void noteMissingClasses() {
    parts.forEach(
        (split, part) -> {
          int[] sizes = sizes(part);
          List<String> missing = new ArrayList<>();
          for (int c = 0; c < sizes.length; c++) {
            if (sizes[c] == 0) {
              missing.add(data.classNames().get(c));
            }
          }
          if (!missing.isEmpty()) {
            notes.add("no image in the %s split: %s".formatted(split.word(), listed(missing)));
          }
        });
  }

  /** The first ten, and how many more there are. */
  private static String listed(List<String> names) {
    List<String> first = names.subList(0, Math.min(NAMED_CLASSES, names.size()));
    int more = names.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }

  private int[] sizes(EncodedSource source) {
    return Splits.sizes(source.labels(), data.classNames().size());
  }
}
