package dev.graft.compare.curve;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Environment;
import dev.graft.train.strategy.TrainSettings;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a learning curve measured and what it needs to be made again.
 *
 * @param labels of the candidates
 * @param sizes training images of the subsets, ascending
 * @param seeds that each candidate ran with on each size
 * @param notes what a reader must know of the splits and of how the figures came about
 * @param points in the order they were measured: seed by seed, size by size, candidate by candidate
 * @param complete false while points are still missing, or when it was interrupted
 */
public record CurveRecord(
    Instant started,
    ComparisonRecord.Data data,
    ComparisonRecord.Model model,
    TrainSettings settings,
    List<String> labels,
    List<Integer> sizes,
    List<Long> seeds,
    Environment environment,
    List<String> notes,
    List<CurvePoint> points,
    boolean complete) {

  public CurveRecord {
    labels = List.copyOf(labels);
    sizes = List.copyOf(sizes);
    seeds = List.copyOf(seeds);
    notes = List.copyOf(notes);
    points = List.copyOf(points);
  }

  /** Images of a class in {@code size} training images, in the mean. */
  public double perClass(double size) {
    return size / data.classNames().size();
  }

  /** The same with other points. */
  CurveRecord with(List<CurvePoint> others) {
    int all = labels.size() * sizes.size() * seeds.size();
    return new CurveRecord(
        started,
        data,
        model,
        settings,
        labels,
        sizes,
        seeds,
        environment,
        notes,
        others,
        others.size() == all);
  }

  /** The same with what only the caller knows. */
  public CurveRecord with(Environment where, List<String> whatToKnow) {
    return new CurveRecord(
        started, data, model, settings, labels, sizes, seeds, where, whatToKnow, points, complete);
  }
}
