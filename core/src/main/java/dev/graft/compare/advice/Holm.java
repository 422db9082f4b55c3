package dev.graft.compare.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/** Holm's step-down correction (1979) for how many hypotheses are tested at once. */
final class Holm {

  private Holm() {}

  /**
   * What is shown of all that is tested, the smallest p first.
   *
   * @param shows whether one of them is shown at a level
   * @param level how often any is shown where none should be
   */
  static <T> List<T> shown(
      List<T> tested, ToDoubleFunction<T> p, BiPredicate<T, Double> shows, double level) {
    List<T> byP = tested.stream().sorted(Comparator.comparingDouble(p)).toList();
    var shown = new ArrayList<T>();
    for (int rank = 0; rank < byP.size(); rank++) {
      if (!shows.test(byP.get(rank), level / (byP.size() - rank))) {
        break;
      }
      shown.add(byP.get(rank));
    }
    return shown;
  }
}
