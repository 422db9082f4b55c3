package dev.graft.train.evaluation;

import java.util.Arrays;
import java.util.Locale;

/**
 * What logits are divided by before they become probabilities (Guo et al., "On Calibration of
 * Modern Neural Networks", 2017), and what that number rests on.
 *
 * @param value above 0; above 1 where the network was too sure of itself
 * @param standardError of {@code value}; 0 where none was fitted or that was not kept
 * @param images that were looked at; 0 where none was fitted or that was not kept
 * @param source what was looked at
 */
public record Temperature(double value, double standardError, int images, Source source) {

  /** What a temperature was fitted to. */
  public enum Source {
    /** Validation images of the network's own training. */
    VALIDATION,
    /** Images of cross-validation, each by a network that was trained without it. */
    OUT_OF_FOLD,
    /** A mean of what each fold's network has; {@code images} is the mean of their numbers. */
    MEAN_OF_FOLDS;

    /** The word that files have for it: {@code out-of-fold}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one with that word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Source named(String id) {
      return Arrays.stream(values())
          .filter(source -> source.id().equals(id))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("unknown source of a temperature: " + id));
    }
  }

  /** Of a network whose logits are taken as they are. */
  public static final Temperature NONE = new Temperature(1, 0, 0);

  public Temperature {
    if (!(value > 0 && Double.isFinite(value))
        || !(standardError >= 0 && Double.isFinite(standardError))
        || images < 0) {
      throw new IllegalArgumentException(
          "a temperature must be above 0, its standard error and its images not below; got %s, %s, %d"
              .formatted(value, standardError, images));
    }
  }

  /** One that was fitted to validation images. */
  public Temperature(double value, double standardError, int images) {
    this(value, standardError, images, Source.VALIDATION);
  }

  /** The same, fitted to something else. */
  public Temperature from(Source other) {
    return new Temperature(value, standardError, images, other);
  }

  /** As {@code 1.32 (standard error 0.21, from 15 validation images)}. */
  public String describe() {
    if (images == 0) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    String from =
        switch (source) {
          case VALIDATION -> "from %,d validation image" + (images == 1 ? "" : "s");
          case OUT_OF_FOLD -> "from %,d out-of-fold predictions";
          case MEAN_OF_FOLDS -> "from about %,d validation images a fold";
        };
    return String.format(
        Locale.ROOT, "%.2f (standard error %.2f, " + from + ")", value, standardError, images);
  }
}
