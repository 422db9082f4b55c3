package dev.graft.app.report.html.drawing;

import java.util.List;

/**
 * How a strategy or a class looks in every chart: a colour, and a shape for those who cannot tell
 * the colours.
 *
 * @param cssClass whose colour {@code chart.css} says
 * @param shape of its marks: a path around the origin
 */
public record Look(String cssClass, String shape) {

  /** As many colours as {@code chart.css} has. */
  private static final int COLOURS = 10;

  private static final List<String> SHAPES =
      List.of(
          "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", // circle
          "M-4.5-4.5h9v9h-9z", // square
          "M0-5.8L5.6 4.2H-5.6z", // triangle
          "M0-6.2L6.2 0L0 6.2L-6.2 0z", // diamond
          "M0 5.8L5.6-4.2H-5.6z", // triangle, upside down
          "M-2-5.5h4v3.5h3.5v4h-3.5v3.5h-4v-3.5h-3.5v-4h3.5z"); // cross

  /** So many differ in colour or shape. */
  public static final int DIFFERENT = 30;

  /** What is one of many others. */
  public static final Look OTHER = new Look("other", SHAPES.get(0));

  public static Look of(int index) {
    return new Look("s" + index % COLOURS, SHAPES.get(index % SHAPES.size()));
  }

  /** A small picture of it, for legends. */
  public String swatch() {
    return "<svg class=\"swatch\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\"><path class=\"mark "
        + cssClass
        + "\" d=\""
        + shape
        + "\"/></svg>";
  }
}
