package dev.graft.app.report.html;

import java.util.function.DoubleFunction;

/**
 * What an axis says.
 *
 * @param title with the unit
 * @param name of a tick's value
 */
record Axis(String title, DoubleFunction<String> name) {

  static Axis shares(String title) {
    return new Axis(title, Say::roundPercent);
  }

  static Axis numbers(String title) {
    return new Axis(title, Say::number);
  }
}
