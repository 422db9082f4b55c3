package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.LabelledSplits;
import dev.graft.data.labelled.Subset;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Split;
import dev.graft.data.source.ValidateOn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Deals the images of a data set to folds, and carves each fold's validation split. */
final class FoldPlan {

  /** The fold of an image that trains in all of them. */
  private static final int NOT_TESTED = -1;

  private final LabelledSplits data;
  private final DataOptions options;
  private final EncodedSource whole;
  private final List<String> notes;
  private final Optional<Groups> groups;

  /** {@code notes} are those known so far; the seed is that of {@code options}. */
  FoldPlan(LabelledSplits data, DataOptions options, EncodedSource whole, List<String> notes) {
    this.data = data.shared();
    this.options = options;
    this.whole = whole;
    this.notes = new ArrayList<>(notes);
    this.groups = Groups.of(whole);
  }

  /** Folds test every image, so that a split which the data brings would lose its meaning. */
  static void refuseOwnSplits(LabelledSplits data) throws DataException {
    if (data.bringsSplits()) {
      Split own = data.parts().containsKey(Split.TEST) ? Split.TEST : Split.VALIDATION;
      throw new DataException(
          data.location(),
          "folds test every image once, but the data brings a %s split of its own"
              .formatted(own.word()),
          "leave out --folds, or open images without splits: one folder of class folders, such as"
              + " train alone, or a CSV without the column split");
    }
  }

  Folds deal(int folds, int skipped) throws DataException {
    if (folds < 2) {
      throw new IllegalArgumentException("folds are at least 2, got " + folds);
    }
    int[] tested = tested(folds);
    check(folds, tested);
    beginWithSeveralClasses(tested, folds);
    List<Map<Split, EncodedSource>> parts =
        IntStream.range(0, folds).mapToObj(fold -> parts(fold, tested)).toList();
    note(parts, tested);
    List<Dataset> views = new ArrayList<>();
    for (Map<Split, EncodedSource> part : parts) {
      List<String> said = new ArrayList<>(notes);
      said.add(inWords(views.size() + 1, folds, part));
      part.forEach((split, images) -> SplitNotes.missing(split, images).ifPresent(said::add));
      views.add(new Dataset(data, options, part, said, Set.of(), skipped));
    }
    return new Folds(options.seed(), views, whole(skipped), fewestGroups(folds), notes);
  }

  /** The first fold says most, or all that there is: it tests two classes where any fold does. */
  private void beginWithSeveralClasses(int[] tested, int folds) {
    int first =
        IntStream.range(0, folds).filter(fold -> classes(tested, fold) > 1).findFirst().orElse(0);
    for (int i = 0; i < tested.length; i++) {
      tested[i] = tested[i] == first ? 0 : tested[i] == 0 ? first : tested[i];
    }
  }

  private long classes(int[] tested, int fold) {
    return IntStream.range(0, tested.length)
        .filter(i -> tested[i] == fold)
        .map(whole::label)
        .distinct()
        .count();
  }

  private Dataset whole(int skipped) {
    int[] nowhere = new int[whole.size()];
    Arrays.fill(nowhere, NOT_TESTED);
    Map<Split, EncodedSource> parts = parts(0, nowhere);
    parts.remove(Split.TEST);
    return new Dataset(data, options, parts, notes, Set.of(), skipped);
  }

  /** Copies that stay together are groups as well, though nobody named them. */
  private boolean isGrouped() {
    return groups.isPresent() && data.groupedBy().isPresent();
  }

  private int fewestGroups(int folds) {
    return isGrouped() ? groups.get().fewestOfAClass() : folds;
  }

  private int[] tested(int folds) {
    return groups.isPresent()
        ? GroupFolds.deal(groups.get(), folds, options.seed())
        : Splits.folds(whole.labels(), data.classNames().size(), folds, options.seed());
  }

  private static long used(int[] tested) {
    return Arrays.stream(tested).filter(fold -> fold >= 0).distinct().count();
  }

  private void check(int folds, int[] tested) throws DataException {
    if (used(tested) == folds) {
      return;
    }
    boolean grouped = isGrouped();
    String what = grouped ? "groups" : "images";
    int there = grouped ? groups.get().size() : whole.size();
    int most = Math.min(folds - 1, groups.map(Groups::size).orElse(whole.size()));
    while (most > 1 && used(tested(most)) != most) {
      most--;
    }
    throw new DataException(
        data.location(),
        "too few %s for %s: there are %,d, %s"
            .formatted(
                what,
                folds == 2 ? "folds" : folds + " folds",
                there,
                most < 2
                    ? "and none can be tested without a class losing all it learns from"
                    : "enough for %d".formatted(most)),
        most < 2
            ? "add %s%s, or leave out --folds".formatted(what, grouped ? " to each class" : "")
            : "take at most %d folds (--folds %d), or add %s".formatted(most, most, what));
  }

  private Map<Split, EncodedSource> parts(int fold, int[] tested) {
    int[] test = IntStream.range(0, tested.length).filter(i -> tested[i] == fold).toArray();
    EncodedSource rest = new Subset(whole, Splits.others(whole.size(), test));
    Map<Split, EncodedSource> parts = new EnumMap<>(Split.class);
    parts.put(Split.TEST, new Subset(whole, test));
    int[] held = validation(rest);
    if (held.length > 0) {
      parts.put(Split.VALIDATION, new Subset(rest, held));
      rest = new Subset(rest, Splits.others(rest.size(), held));
    }
    parts.put(Split.TRAIN, rest);
    return parts;
  }

  private boolean validates() {
    return options.validateOn() == ValidateOn.VALIDATION && options.validationFraction() > 0;
  }

  private int[] validation(EncodedSource rest) {
    return validates()
        ? HoldOut.positions(
            rest, options.validationFraction(), HoldOut.KEPT_BY_VALIDATION, options.seed())
        : new int[0];
  }

  private void note(List<Map<Split, EncodedSource>> parts, int[] tested) {
    int fewest = fewestGroups(parts.size());
    notes.add(
        "%d folds, %s with seed %d: each tests %s of %,d images and trains on the others"
            .formatted(
                parts.size(),
                fewest < parts.size() ? "dealt in whole groups" : "stratified by class",
                options.seed(),
                range(parts.stream().mapToInt(part -> part.get(Split.TEST).size())),
                whole.size()));
    if (fewest < parts.size()) {
      notes.add(
          "a class has %d %s only, so that not every fold tests it, and folds train on unequal shares of it: --folds %d deals it better"
              .formatted(fewest, fewest == 1 ? "group" : "groups", Math.max(2, fewest)));
    }
    List<String> untested =
        IntStream.range(0, tested.length).filter(i -> tested[i] < 0).mapToObj(whole::name).toList();
    if (!untested.isEmpty()) {
      notes.add(
          "%,d %s in every fold and %s never tested, because a class would have no other to learn from: %s"
              .formatted(
                  untested.size(),
                  untested.size() == 1 ? "image trains" : "images train",
                  untested.size() == 1 ? "is" : "are",
                  SplitNotes.listed(untested)));
    }
    if (validates()) {
      noteValidation(parts);
    }
  }

  private void noteValidation(List<Map<Split, EncodedSource>> parts) {
    long without = parts.stream().filter(part -> !part.containsKey(Split.VALIDATION)).count();
    if (without < parts.size()) {
      notes.add(
          "of each fold's other images %s were held out as the validation split, stratified by class"
              .formatted(
                  range(
                      parts.stream()
                          .filter(part -> part.containsKey(Split.VALIDATION))
                          .mapToInt(part -> part.get(Split.VALIDATION).size()))));
    }
    if (without > 0) {
      notes.add(
          "%d of %d folds have no validation split: a class would keep too few images or groups to train on"
              .formatted(without, parts.size()));
    }
  }

  private static String inWords(int number, int folds, Map<Split, EncodedSource> part) {
    EncodedSource validation = part.get(Split.VALIDATION);
    return String.format(
        Locale.ROOT,
        "fold %d of %d: %,d images train, %,d validate, %,d test",
        number,
        folds,
        part.get(Split.TRAIN).size(),
        validation == null ? 0 : validation.size(),
        part.get(Split.TEST).size());
  }

  /** "40", or "39 to 40". */
  private static String range(IntStream counts) {
    var summary = counts.summaryStatistics();
    return summary.getMin() == summary.getMax()
        ? String.format(Locale.ROOT, "%,d", summary.getMin())
        : String.format(Locale.ROOT, "%,d to %,d", summary.getMin(), summary.getMax());
  }
}
