package dev.graft.app.report.text;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.InputSizes;
import dev.graft.data.DataReport;
import dev.graft.data.source.Split;
import java.util.Locale;
import java.util.Optional;

/**
 * A smaller input that shows as much of small images and is several times faster.
 *
 * @param images shorter side of most training images, in pixels
 * @param seen side that the backbone would see
 * @param side of the smaller input
 * @param before multiply-adds of an image at {@code seen}
 * @param after at {@code side}
 */
public record SmallerInput(int images, int seen, int side, long before, long after) {

  /** Less is not worth a line. */
  private static final double SEVERAL = 3;

  /** Most networks have a thirty-second of this left at their end; less than two says little. */
  private static final int LEAST = 64;

  /** Strides of most networks end in it. */
  private static final int STEP = 32;

  /**
   * The smallest input that no pixel of most images is lost in.
   *
   * @param seen side that the backbone would see
   * @return empty where the architecture takes none, or it would not be several times faster
   */
  public static Optional<SmallerInput> of(DataReport report, Architecture architecture, int seen) {
    int images =
        report.splits().stream()
            .filter(split -> split.split() == Split.TRAIN)
            .flatMap(split -> split.sizes().stream())
            .mapToInt(sizes -> Math.min(sizes.medianWidth(), sizes.medianHeight()))
            .findFirst()
            .orElse(seen);
    int side = smallest(architecture.inputSizes(), Math.max(images, LEAST));
    if (side >= seen) {
      return Optional.empty();
    }
    long before = architecture.multiplyAdds(seen, 1);
    long after = architecture.multiplyAdds(side, 1);
    return Optional.of(new SmallerInput(images, seen, side, before, after))
        .filter(input -> input.factor() >= SEVERAL);
  }

  private static int smallest(InputSizes sizes, int least) {
    int step = STEP % sizes.multiple() == 0 ? STEP : sizes.multiple();
    return (Math.max(least, sizes.smallest()) + step - 1) / step * step;
  }

  /** How many times fewer multiply-adds an image takes. */
  double factor() {
    return (double) before / after;
  }

  /** A sentence without a full stop. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "most images have %d pixels and are enlarged to %d: --input-size %d would be about %.0f"
            + " times faster (%.2f instead of %.2f GMACs an image), often at some cost in accuracy",
        images,
        seen,
        side,
        factor(),
        after / 1e9,
        before / 1e9);
  }
}
