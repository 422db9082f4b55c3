package dev.graft.app.report.html.drawing;

import java.util.function.DoubleFunction;

/**
 * What an axis says.
 *
 * @param title with the unit
 * @param name of a tick's value
 */
public record Axis(String title, DoubleFunction<String> name) {

  public static Axis shares(String title) {
    return new Axis(title, Say::roundPercent);
  }

  public static Axis numbers(String title) {
    return new Axis(title, Say::number);
  }
}
