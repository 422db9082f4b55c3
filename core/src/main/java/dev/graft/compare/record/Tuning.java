package dev.graft.compare.record;

import java.util.ArrayList;
import java.util.List;

/**
 * How the settings of a comparison's candidates were found: on the validation images alone.
 *
 * @param seconds that the search took
 */
public record Tuning(List<Choice> choices, List<Trial> trials, double seconds) {

  /** Why a rate was not compared with others. */
  public static final String NO_TIME = "there was no time to try others";

  /** Fewer validation images, and one of them moves an accuracy by more than three points. */
  private static final int FEW_IMAGES = 30;

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

  /** What a reader must know of rates that so many validation images chose. */
  public List<String> notes(int validationImages) {
    var notes = new ArrayList<String>();
    for (Choice choice : choices) {
      if (choice.why().endsWith(NO_TIME)) {
        notes.add(
            "the learning rate of %s was not compared with others: %s"
                .formatted(choice.label(), choice.why()));
      }
    }
    boolean chosen = choices.stream().anyMatch(choice -> !choice.why().endsWith(NO_TIME));
    if (chosen && validationImages < FEW_IMAGES) {
      notes.add(
          "learning rates were chosen on %d validation images: so few hardly distinguish good rates from"
                  .formatted(validationImages)
              + " bad ones; hold out more (--validation-fraction), or give rates (NAME@RATE)");
    }
    return notes;
  }
}
