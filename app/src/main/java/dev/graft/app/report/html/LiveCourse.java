package dev.graft.app.report.html;

import dev.graft.train.record.EpochRecord;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A run as far as it is known while runs go on.
 *
 * @param name of its row: the strategy, with the seed where there are several
 * @param strategy its strategy's number, which gives it its colour
 * @param trainable parameters; empty before it begins
 * @param planned epochs that it is to have
 * @param losses over its batches, in order
 * @param test accuracy on the test images, once they were looked at
 * @param state in a word or two
 */
public record LiveCourse(
    String name,
    String label,
    int strategy,
    OptionalLong trainable,
    int planned,
    List<EpochRecord> epochs,
    List<Loss> losses,
    OptionalDouble test,
    String state) {

  public LiveCourse {
    epochs = List.copyOf(epochs);
    losses = List.copyOf(losses);
  }

  /**
   * A training loss.
   *
   * @param at how far the run was, in epochs
   */
  public record Loss(double at, double value) {}
}
