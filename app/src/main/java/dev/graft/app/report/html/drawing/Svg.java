package dev.graft.app.report.html.drawing;

/** A drawing under way, in units of a pixel at its natural size. Colours come by class. */
public final class Svg {

  /** Radius of a mark. */
  public static final double MARK = 5;

  /** What a page says for its drawings, a file says for itself. */
  private static final String GROUND =
      ":root { color-scheme: light dark; background: var(--ground); }\n";

  private final int width;
  private final int height;
  private final StringBuilder body = new StringBuilder();

  public Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  public Svg line(double x1, double y1, double x2, double y2, String cssClass) {
    body.append(
        Say.format(
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            cssClass, x1, y1, x2, y2));
    return this;
  }

  public Svg rectangle(double x, double y, double w, double h, String cssClass) {
    body.append(
        Say.format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
            cssClass, x, y, w, h));
    return this;
  }

  public Svg path(String d, String cssClass) {
    body.append(Say.format("<path class=\"%s\" d=\"%s\"/>\n", cssClass, d));
    return this;
  }

  /** Text whose {@code anchor} (start, middle, end) is at (x, y), on the baseline. */
  public Svg text(double x, double y, String anchor, String cssClass, String text) {
    body.append(
        Say.format(
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
            cssClass, x, y, anchor, Html.text(text)));
    return this;
  }

  /**
   * A mark that says what it stands for.
   *
   * @param size factor on its natural size
   * @param attributes of the element, such as the exact value
   */
  public Svg mark(double x, double y, double size, Look look, String attributes, String title) {
    body.append(
        Say.format(
            "<path class=\"mark %s\" d=\"%s\" transform=\"translate(%.1f %.1f) scale(%s)\"%s>"
                + "<title>%s</title></path>\n",
            look.cssClass(),
            look.shape(),
            x,
            y,
            Say.number(size),
            attributes.isEmpty() ? "" : " " + attributes,
            Html.text(title)));
    return this;
  }

  /** An attribute with a measured value, to its last digit. */
  public static String data(String name, double value) {
    return "data-" + name + "=\"" + value + "\"";
  }

  public static String data(String name, String value) {
    return "data-" + name + "=\"" + Html.text(value) + "\"";
  }

  /** As part of a page; {@code id} is the page's own. */
  public String inline(String id, String title, String about) {
    return drawing(id, title, about, "");
  }

  /** As a file for itself, which brings its colours for light and dark. */
  String file(String id, String title, String about) {
    return drawing(
        id, title, about, "<style>" + Resource.text("chart.css") + GROUND + "</style>\n");
  }

  private String drawing(String id, String title, String about, String style) {
    return Say.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-labelledby=\"%s-name %s-about\">\n<title id=\"%s-name\">%s</title>\n"
            + "<desc id=\"%s-about\">%s</desc>\n%s%s</svg>\n",
        width, height, id, id, id, Html.text(title), id, Html.text(about), style, body);
  }
}
