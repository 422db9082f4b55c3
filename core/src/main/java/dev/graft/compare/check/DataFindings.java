package dev.graft.compare.check;

import dev.graft.data.DataReport;
import java.util.List;
import java.util.Optional;

/**
 * What a backbone's frozen features show of labelled images, beyond what {@link DataReport} knows
 * of their pixels.
 *
 * @param backbone name of its architecture
 * @param images number of images of all splits
 * @param nearFrom likeness, at most 1, from which a pair counts as near-duplicates
 * @param nearCounts how many such pairs there are
 * @param near up to 1,000 of them, the most alike first: those in two splits go before those in two
 *     classes, and these before others
 * @param labels what the labels of the training images look like, where there are enough of them
 */
public record DataFindings(
    String backbone,
    int images,
    double nearFrom,
    NearCounts nearCounts,
    List<Near> near,
    Optional<Labels> labels,
    Input input) {

  /** Copies the list. */
  public DataFindings {
    near = List.copyOf(near);
  }

  /**
   * Numbers of pairs of images that show nearly the same, whether they are named or not.
   *
   * @param acrossSplits those in two splits
   * @param conflictingLabels those of two classes
   * @param heldOut validation and test images that show nearly what an image of another split shows
   */
  public record NearCounts(long pairs, long acrossSplits, long conflictingLabels, int heldOut) {}

  /** Two images that show nearly the same, without having the same pixels. */
  public record Near(DataReport.Copy first, DataReport.Copy second, double likeness) {

    /** Whether they are in two splits, so that the one helps to tell the other. */
    public boolean acrossSplits() {
      return first.split() != second.split();
    }

    /** Whether they do not agree on the class. */
    public boolean conflictingLabels() {
      return first.label() != second.label();
    }

    /** How much it does: 3 in two splits and classes, 2 in two splits, 1 in two classes, else 0. */
    public int harm() {
      return (acrossSplits() ? 2 : 0) + (conflictingLabels() ? 1 : 0);
    }
  }

  /**
   * How the labels of the training images agree with a probe that was fitted without them.
   *
   * @param images that were judged
   * @param accuracy share of them whose label the probe names
   * @param suspects those the probe is takes for something else against what is usual, the
   *     likeliest mistake first
   */
  public record Labels(int images, double accuracy, List<Suspect> suspects) {

    /** Of clean images, too, a probe doubts about one in a hundred as much as that. */
    private static final double USUAL = 0.015;

    private static final int FEWEST = 3;

    /** Copies the list. */
    public Labels {
      suspects = List.copyOf(suspects);
    }

    /** Those whose label the probe as good as rules out. */
    public List<Suspect> clear() {
      return suspects.stream().filter(Suspect::clear).toList();
    }

    /** Whether more of them are clear than clean images would give. */
    public boolean doubtful() {
      return clear().size() >= Math.max(FEWEST, USUAL * images);
    }
  }

  /**
   * An image whose label is probably wrong.
   *
   * @param believed the class that the probe believes in
   * @param confidence the probe's probability of that class
   * @param given its probability of the class that the label names
   * @param ratio that over what is usual for images of that class
   */
  public record Suspect(
      DataReport.Copy image, int believed, double confidence, double given, double ratio) {

    private static final double RULED_OUT = 0.01;

    boolean clear() {
      return ratio < RULED_OUT;
    }
  }

  /**
   * What of the training images enters the backbone, beside what its weights remember of their own.
   *
   * @param images how many of them were looked at
   * @param mean of the pixels after preprocessing, per channel R, G, B
   * @param std their standard deviation
   * @param spread variance of the first convolution's outputs over the variance that its batch
   *     normalisation remembers: lower quartile, median and upper quartile over the channels
   */
  public record Input(int images, List<Double> mean, List<Double> std, List<Double> spread) {

    /** Below or above it in three channels of four the scale is another one. */
    private static final double FOREIGN = 3;

    /** Copies the lists. */
    public Input {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      spread = List.copyOf(spread);
    }

    /** Whether the first layer's outputs vary far less or more than the weights are used to. */
    public boolean foreign() {
      return !spread.isEmpty() && (spread.get(2) * FOREIGN < 1 || spread.get(0) > FOREIGN);
    }
  }
}
