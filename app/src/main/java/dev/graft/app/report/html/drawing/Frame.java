package dev.graft.app.report.html.drawing;

/**
 * The axes of a chart and what is drawn inside.
 *
 * @param x from left to right, {@code y} from the bottom up
 */
public record Frame(Svg svg, Scale x, Scale y) {

  public static final int WIDTH = 420;
  static final int HEIGHT = 300;
  public static final double LEFT = 50;
  public static final double RIGHT = WIDTH - 14.0;
  public static final double TOP = 32;
  public static final double BOTTOM = HEIGHT - 44.0;

  /** Draws grid, ticks and titles. */
  public static Frame draw(Scale x, Axis across, Scale y, Axis up) {
    var svg = new Svg(WIDTH, HEIGHT);
    for (double tick : y.ticks()) {
      svg.line(LEFT, y.at(tick), RIGHT, y.at(tick), "grid");
      svg.text(LEFT - 8, y.at(tick) + 4, "end", "tick", up.name().apply(tick));
    }
    for (double tick : x.ticks()) {
      svg.line(x.at(tick), BOTTOM, x.at(tick), BOTTOM + 5, "axis");
      svg.text(x.at(tick), BOTTOM + 18, "middle", "tick", across.name().apply(tick));
    }
    svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
    svg.text(4, 14, "start", "axis-title", up.title());
    svg.text((LEFT + RIGHT) / 2, HEIGHT - 6, "middle", "axis-title", across.title());
    return new Frame(svg, x, y);
  }

  /** A vertical bar with ends, from {@code low} to {@code high} at {@code at}. */
  public void interval(double at, double low, double high, Look look) {
    double place = x.at(at);
    String css = "bar " + look.cssClass();
    svg.line(place, y.at(low), place, y.at(high), css);
    svg.line(place - 4, y.at(low), place + 4, y.at(low), css);
    svg.line(place - 4, y.at(high), place + 4, y.at(high), css);
  }
}
