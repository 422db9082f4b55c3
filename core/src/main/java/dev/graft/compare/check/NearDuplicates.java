package dev.graft.compare.check;

import dev.graft.data.DataReport;
import dev.graft.data.DataReport.Copy;
import dev.graft.torch.tensors.AlikeRows;
import dev.graft.train.features.Interruption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pairs of images that show nearly the same: the same picture encoded, resized, brightened or
 * slightly cropped anew, or the next one of a series.
 *
 * <p>The likeness of two images is 0.9 times the correlation of their miniatures and 0.1 times the
 * cosine of their features, each less the mean of all. Why both: {@code
 * docs/decisions/0026-data-check-by-features.md}.
 */
final class NearDuplicates {

  /** Likeness from which two images count as one picture. */
  static final double LEAST = 0.94;

  private static final double MINIATURE = 0.9;

  private final List<Copy> images = new ArrayList<>();
  private final List<float[]> miniatures = new ArrayList<>();
  private final List<float[]> features = new ArrayList<>();
  private final Map<List<Object>, Integer> groups = new HashMap<>();
  private final Set<Integer> entered = new HashSet<>();

  /** Of images with the same pixels, as {@code scan} found them, one stands for all. */
  NearDuplicates(DataReport scan) {
    for (int i = 0; i < scan.duplicates().size(); i++) {
      for (Copy copy : scan.duplicates().get(i).copies()) {
        groups.put(List.of(copy.split(), copy.name()), i);
      }
    }
  }

  /** Takes an image in, with its miniature [768] and its features [d]. */
  void add(Copy image, float[] miniature, float[] ofImage) {
    Integer group = groups.get(List.of(image.split(), image.name()));
    if (group == null || entered.add(group)) {
      images.add(image);
      miniatures.add(miniature);
      features.add(ofImage);
    }
  }

  /**
   * All of them.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  NearPairs find() {
    int width = features.isEmpty() ? 0 : features.get(0).length;
    double[] mean = Directions.mean(features, width);
    var found = new NearPairs();
    AlikeRows.find(
        images.size(),
        i -> row(i, mean),
        LEAST,
        pair ->
            found.add(
                new DataFindings.Near(
                    images.get(pair.first()), images.get(pair.second()), pair.cosine())));
    return found;
  }

  /** The cosine of two of these rows is the likeness of their images. */
  private float[] row(int i, double[] mean) {
    Interruption.check();
    float[] small = Directions.scaled(miniatures.get(i), Math.sqrt(MINIATURE));
    float[] seen =
        Directions.scaled(Directions.less(features.get(i), mean), Math.sqrt(1 - MINIATURE));
    float[] row = Arrays.copyOf(small, small.length + seen.length);
    System.arraycopy(seen, 0, row, small.length, seen.length);
    return row;
  }
}
