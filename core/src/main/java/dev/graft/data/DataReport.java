package dev.graft.data;

import dev.graft.data.source.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a scan of all images found.
 *
 * @param splits one entry for each split there is, in the order train, validation, test
 * @param duplicates groups of images with the same pixels, in the order of their first image
 * @param notes how the data set came about, as {@link Dataset#notes} says
 */
public record DataReport(
    String name,
    String location,
    List<String> classNames,
    List<SplitReport> splits,
    List<Duplicate> duplicates,
    List<String> notes) {

  /** Copies the lists. */
  public DataReport {
    classNames = List.copyOf(classNames);
    splits = List.copyOf(splits);
    duplicates = List.copyOf(duplicates);
    notes = List.copyOf(notes);
  }

  /**
   * One split.
   *
   * @param images number of images, unreadable ones included
   * @param perClass number of images of each class, unreadable ones included
   * @param imbalance images of the largest class over those of the smallest that has any
   * @param formats number of images of each file format, by name
   * @param sizes of the readable images, if there are any
   */
  public record SplitReport(
      Split split,
      int images,
      List<Integer> perClass,
      double imbalance,
      Map<String, Integer> formats,
      Optional<Sizes> sizes,
      List<Unreadable> unreadable) {

    /** Copies the lists, and the formats sorted by name. */
    public SplitReport {
      perClass = List.copyOf(perClass);
      formats = Collections.unmodifiableMap(new TreeMap<>(formats));
      unreadable = List.copyOf(unreadable);
    }

    /** The images of the largest class over those of the smallest that has any; 0 without any. */
    static double imbalance(List<Integer> perClass) {
      int largest = perClass.stream().mapToInt(size -> size).max().orElse(0);
      int smallest = perClass.stream().mapToInt(size -> size).filter(n -> n > 0).min().orElse(0);
      return smallest == 0 ? 0 : (double) largest / smallest;
    }

    /** The same with fewer images in the classes of {@code gone}; sizes and formats stay. */
    private SplitReport without(Set<Copy> gone) {
      var left = new ArrayList<>(perClass);
      gone.forEach(copy -> left.set(copy.label(), left.get(copy.label()) - 1));
      return new SplitReport(
          split, images - gone.size(), left, imbalance(left), formats, sizes, unreadable);
    }
  }

  /** Widths and heights in pixels, each on its own; of an even number the lower median. */
  public record Sizes(
      int minWidth,
      int medianWidth,
      int maxWidth,
      int minHeight,
      int medianHeight,
      int maxHeight) {}

  /** An image that cannot be decoded, at {@code index} of its split. */
  public record Unreadable(Split split, int index, String name, String reason) {}

  /** One of several images with the same pixels. */
  public record Copy(Split split, int index, String name, int label) {}

  /** Images of the same size with the same pixels. */
  public record Duplicate(List<Copy> copies) {

    /** Copies the list. */
    public Duplicate {
      copies = List.copyOf(copies);
    }

    /** Whether the copies are in more than one split, so that a test image was trained on. */
    public boolean acrossSplits() {
      return copies.stream().map(Copy::split).distinct().count() > 1;
    }

    /** Whether the copies do not agree on the class. */
    public boolean conflictingLabels() {
      return copies.stream().map(Copy::label).distinct().count() > 1;
    }
  }

  /** Number of images in all splits. */
  public int images() {
    return splits.stream().mapToInt(SplitReport::images).sum();
  }

  /** The unreadable images of all splits. */
  public List<Unreadable> unreadable() {
    return splits.stream().flatMap(split -> split.unreadable().stream()).toList();
  }

  /** Training images with the pixels of a validation or test image. */
  public List<Copy> trainingCopies() {
    return duplicates.stream()
        .filter(Duplicate::acrossSplits)
        .flatMap(duplicate -> duplicate.copies().stream())
        .filter(copy -> copy.split() == Split.TRAIN)
        .toList();
  }

  /** Of each image that has copies its name, and the name of the first of them. */
  Map<String, String> copyNames() {
    Map<String, String> names = new HashMap<>();
    duplicates.forEach(
        same -> same.copies().forEach(c -> names.put(c.name(), same.copies().get(0).name())));
    return names;
  }

  /** What a scan would have found without the {@link #trainingCopies}. */
  public DataReport withoutTrainingCopies() {
    Set<Copy> gone = Set.copyOf(trainingCopies());
    List<Duplicate> rest =
        duplicates.stream()
            .map(d -> new Duplicate(d.copies().stream().filter(c -> !gone.contains(c)).toList()))
            .filter(d -> d.copies().size() > 1)
            .toList();
    return new DataReport(
        name,
        location,
        classNames,
        splits.stream().map(s -> s.split() == Split.TRAIN ? s.without(gone) : s).toList(),
        rest,
        notes);
  }
}
