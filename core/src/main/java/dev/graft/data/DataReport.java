package dev.graft.data;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
