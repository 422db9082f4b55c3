package dev.graft.compare.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Successive halving (Jamieson and Talwalkar, 2016): all get a little, the better half twice as
 * much, and so on.
 */
final class Halving {

  private Halving() {}

  /** How many runs of the first round's length all rounds together are worth. */
  static int cost(int configurations) {
    int cost = configurations;
    int length = 1;
    for (int left = configurations; left > 2; ) {
      left = (left + 1) / 2;
      length *= 2;
      cost += left * length;
    }
    return cost;
  }

  /**
   * The configurations of the last round, best first: of up to two there is one round alone.
   *
   * @param loss of a configuration trained on so many images
   * @param images of a run in the first round
   */
  static <T> List<T> best(List<T> configurations, int images, BiFunction<T, Integer, Double> loss) {
    List<T> left = configurations;
    int length = images;
    while (true) {
      record Scored<S>(S configuration, double loss) {}
      var scored = new ArrayList<Scored<T>>();
      for (T configuration : left) {
        scored.add(new Scored<>(configuration, loss.apply(configuration, length)));
      }
      scored.sort(Comparator.comparingDouble(Scored::loss));
      List<T> ordered = scored.stream().map(Scored::configuration).toList();
      if (left.size() <= 2) {
        return ordered;
      }
      left = ordered.subList(0, (left.size() + 1) / 2);
      length *= 2;
    }
  }
}
