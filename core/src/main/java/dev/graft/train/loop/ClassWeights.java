package dev.graft.train.loop;

import dev.graft.data.source.ImageSource;
import java.util.List;
import java.util.stream.DoubleStream;

/** Weights that let every class count alike, however many images it has. */
public final class ClassWeights {

  private ClassWeights() {}

  /**
   * n / (K n_k) for each of K classes, n_k of n images; 0 where a class has none. Empty unless
   * asked for.
   */
  public static List<Double> of(ImageSource train, boolean balanced) {
    if (!balanced) {
      return List.of();
    }
    double[] counts = new double[train.classNames().size()];
    for (int i = 0; i < train.size(); i++) {
      counts[train.label(i)]++;
    }
    return DoubleStream.of(counts)
        .map(count -> count == 0 ? 0 : train.size() / (counts.length * count))
        .boxed()
        .toList();
  }
}
