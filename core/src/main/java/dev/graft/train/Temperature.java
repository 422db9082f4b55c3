package dev.graft.train;

import java.util.Locale;

/**
 * What logits are divided by before they become probabilities (Guo et al., "On Calibration of
 * Modern Neural Networks", 2017), and what that number rests on.
 *
 * @param value above 0; above 1 where the network was too sure of itself
 * @param standardError of {@code value}; 0 where none was fitted or that was not kept
 * @param images that were looked at; 0 where none was fitted or that was not kept
 */
public record Temperature(double value, double standardError, int images) {

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

  /** As {@code 1.32 (standard error 0.21, from 15 validation images)}. */
  public String describe() {
    return images == 0
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(
            Locale.ROOT,
            "%.2f (standard error %.2f, from %,d validation images)",
            value,
            standardError,
            images);
  }
}
