package dev.graft.data.loading;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Random changes to training images; evaluation takes a {@link Preprocessing} alone, so that none
 * can reach it.
 */
public sealed interface Augmentation
    permits NoAugmentation, RandomFlip, RandomResizedCrop, FixedCrops, RandomChanges {

  /** Every image as evaluation sees it. */
  static Augmentation none() {
    return new NoAugmentation();
  }

  /** Left and right exchanged in half of all cases. */
  static Augmentation flip() {
    return new RandomFlip();
  }

  /** torchvision's RandomResizedCrop with its default scale and ratio, and a flip. */
  static Augmentation randomResizedCrop() {
    return RandomResizedCrop.defaults();
  }

  /**
   * {@code count} such crops, the same in every epoch and run, so that frozen stages see each view
   * of an image once.
   */
  static Augmentation fixedCrops(int count) {
    return new FixedCrops(count);
  }

  /** A flip and two random changes of tone or shape (Cubuk et al., "RandAugment", 2020). */
  static Augmentation randomChanges() {
    return new RandomChanges();
  }

  /** All that need no number, for listings. */
  static List<Augmentation> known() {
    return List.of(none(), flip(), randomResizedCrop(), randomChanges());
  }

  /** The augmentation that calls itself {@code name}. */
  static Augmentation named(String name) {
    if (name.matches(FixedCrops.NAME + "\\d{1,6}")) {
      return fixedCrops(Integer.parseInt(name.substring(FixedCrops.NAME.length())));
    }
    return known().stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown augmentation '%s'; known: %s, crop:VIEWS"
                        .formatted(
                            name,
                            known().stream()
                                .map(Augmentation::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** What the command line calls it. */
  String name();

  /** How many different views of one image there are; empty when they never come again. */
  OptionalInt views();

  /** The view of image {@code index} in {@code epoch}: a function of the arguments alone. */
  View draw(long seed, int epoch, int index);

  /** What {@link #apply} needs of a picture to show {@code view}. */
  Detail detail(Preprocessing preprocessing, View view);

  /**
   * {@code decoded} as {@code view} shows it: inputSize x inputSize pixels, 8 bits.
   *
   * @throws IllegalArgumentException if this augmentation cannot have drawn the view
   */
  Image apply(Image decoded, Preprocessing preprocessing, View view);
}
