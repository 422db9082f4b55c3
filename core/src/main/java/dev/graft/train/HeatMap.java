package dev.graft.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a network found what speaks for a class: Grad-CAM (Selvaraju et al., 2017) on the last
 * feature map, or on the last tokens that the class depends on.
 *
 * <p>Where the mean of each channel and one linear layer stand behind that map, the gradient of a
 * class's logit is the head's weights over the number of places, so that no backward pass is
 * needed: this is, up to that number, the class activation map of Zhou et al. (2016).
 *
 * @param label of the class
 * @param values rows x columns, row by row, from 0 to 1; all 0 where nothing speaks for the class
 * @param peak what 1 stands for, in logits
 */
public record HeatMap(int label, int rows, int columns, List<Float> values, double peak) {

  public HeatMap {
    values = List.copyOf(values);
    if (values.size() != rows * columns) {
      throw new IllegalArgumentException(
          "a map of %d x %d places has no %d values".formatted(rows, columns, values.size()));
    }
  }

  /**
   * The map of one class.
   *
   * @param features of one image, [channels, rows, columns]
   * @param slopes how much the class's logit rises with each channel, the mean over all places
   */
  static HeatMap of(int label, float[] features, int rows, int columns, double[] slopes) {
    int places = rows * columns;
    double[] sums = new double[places];
    for (int c = 0; c < slopes.length; c++) {
      for (int i = 0; i < places; i++) {
        sums[i] += slopes[c] * features[c * places + i];
      }
    }
    double peak = 0;
    for (double sum : sums) {
      peak = Math.max(peak, sum);
    }
    var values = new ArrayList<Float>();
    for (double sum : sums) {
      values.add(peak > 0 ? (float) (Math.max(0, sum) / peak) : 0f);
    }
    return new HeatMap(label, rows, columns, values, peak);
  }
}
