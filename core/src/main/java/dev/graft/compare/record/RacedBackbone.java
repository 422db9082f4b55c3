package dev.graft.compare.record;

/**
 * A backbone of a comparison whose candidates differ in it.
 *
 * @param label of its runs
 * @param strategy the name of the strategy that it was trained with
 * @param model what it is, where its weights are from and what it sees
 * @param secondsPerImage that all of its stages take for an image, as measured before the first
 *     run, without decoding
 */
public record RacedBackbone(
    String label, String strategy, ComparisonRecord.Model model, double secondsPerImage) {

  public RacedBackbone {
    if (!(secondsPerImage > 0)) {
      throw new IllegalArgumentException(
          "an image takes more than 0 seconds, got " + secondsPerImage);
    }
  }
}
