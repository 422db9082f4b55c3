package dev.graft.compare;

import java.util.List;

/**
 * How the settings of a comparison's candidates were found: on the validation images alone.
 *
 * @param seconds that the search took
 */
public record Tuning(List<Choice> choices, List<Trial> trials, double seconds) {

  /**
   * What a candidate was trained with for the table.
   *
   * @param why in a clause
   */
  public record Choice(
      String label, double headRate, double backboneRate, int epochs, String why) {}

  /**
   * A short run.
   *
   * @param images that it was trained on
   * @param loss log loss on the validation images after temperature scaling; infinite where the
   *     training diverged
   * @param accuracy on the validation images
   */
  public record Trial(
      String label,
      double headRate,
      double backboneRate,
      int images,
      double loss,
      double accuracy,
      double seconds) {}

  public Tuning {
    choices = List.copyOf(choices);
    trials = List.copyOf(trials);
  }
}
