package dev.graft.compare.curve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The learning curve of one candidate.
 *
 * @param levels by ascending size, at least one
 */
public record CurveMode(String label, List<CurveLevel> levels) {

  public CurveMode {
    levels = List.copyOf(levels);
  }

  /** One curve for each label, in the order of the points. */
  public static List<CurveMode> of(List<CurvePoint> points) {
    Map<String, TreeMap<Integer, List<CurvePoint>>> byLabel = new LinkedHashMap<>();
    for (CurvePoint point : points) {
      byLabel
          .computeIfAbsent(point.label(), label -> new TreeMap<>())
          .computeIfAbsent(point.size(), size -> new ArrayList<>())
          .add(point);
    }
    var modes = new ArrayList<CurveMode>();
    byLabel.forEach(
        (label, bySize) ->
            modes.add(
                new CurveMode(label, bySize.values().stream().map(CurveLevel::new).toList())));
    return modes;
  }

  /** The largest size. */
  public CurveLevel last() {
    return levels.get(levels.size() - 1);
  }

  /** The sizes up to {@code most} images; empty where there is none. */
  Optional<CurveMode> upTo(double most) {
    List<CurveLevel> rest = levels.stream().filter(level -> level.size() <= most).toList();
    return rest.isEmpty() ? Optional.empty() : Optional.of(new CurveMode(label, rest));
  }

  /**
   * As how many images that are right or wrong the test images tell of the value: their number for
   * an accuracy; of another metric by the variance of the images' parts in it.
   */
  double imagesWorth() {
    int images = last().testImages();
    if (last().isOfAccuracy()) {
      return images;
    }
    double binomial =
        levels.stream().mapToDouble(l -> CurveFit.binomial(1 - l.value(), images)).sum();
    return images * binomial / levels.stream().mapToDouble(CurveLevel::imageVariance).sum();
  }

  /**
   * Variance of a training's error about that of trainings with other seeds, over all sizes, beyond
   * what the variance of the test images has of it already; 0 where each size has one.
   */
  double runVariance() {
    List<CurveLevel> several = levels.stream().filter(l -> l.points().size() > 1).toList();
    double between =
        several.stream()
            .mapToDouble(level -> Math.pow(level.spread().orElseThrow(), 2))
            .average()
            .orElse(0);
    double images = several.stream().mapToDouble(CurveLevel::ownImagesVariance).average().orElse(0);
    return Math.max(0, between - images);
  }

  /**
   * A step from one size to a larger one at which the value fell by more than the bands allow: the
   * smaller size's interval lies above the larger one's. The first such; empty on a curve that is
   * monotone within its bands.
   */
  public Optional<Fall> fall() {
    for (int i = 0; i < levels.size(); i++) {
      for (CurveLevel larger : levels.subList(i + 1, levels.size())) {
        if (levels.get(i).interval().low() > larger.interval().high()) {
          return Optional.of(new Fall(levels.get(i), larger));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether chance explains whatever falls. */
  public boolean isMonotone() {
    return fall().isEmpty();
  }

  /** More images, and a smaller value than chance explains. */
  public record Fall(CurveLevel from, CurveLevel to) {}
}
