package dev.graft.app.report.html.drawing;

import java.util.ArrayList;
import java.util.List;

/** Puts names beside marks so that they cover neither each other nor marks. */
public final class Names {

  private static final double LETTER = 7.2; // mean width at 12 pixels, bold
  private static final double LINE = 14;

  /** A name further from its mark than this many pixels is led to by a line. */
  private static final double BESIDE = 20;

  /** A name over a name is so much worse than one over a mark. */
  private static final double UNREADABLE = 20;

  /** How many lines up and down a name may go. */
  private static final int RISES = 12;

  private final Svg svg;
  private final double left;
  private final double right;
  private final double top;
  private final double bottom;
  private final List<Area> taken = new ArrayList<>();
  private final List<Area> written = new ArrayList<>();

  private record Area(double x, double y, double width, double height) {

    double overlap(Area other) {
      double w = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
      double h = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
      return w > 0 && h > 0 ? w * h : 0;
    }
  }

  /** Names within a frame. */
  public static Names in(Frame frame) {
    return new Names(frame.svg(), Frame.LEFT, Frame.RIGHT, Frame.TOP, Frame.BOTTOM);
  }

  public Names(Svg svg, double left, double right, double top, double bottom) {
    this.svg = svg;
    this.left = left;
    this.right = right;
    this.top = top;
    this.bottom = bottom;
  }

  /** Nothing is to be written here. */
  public void keepFree(double x, double y, double width, double height) {
    taken.add(new Area(x, y, width, height));
  }

  /** Writes {@code name} where there is most room around (x, y). */
  public void put(double x, double y, String name, String cssClass) {
    double width = LETTER * name.length();
    Area best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Area area : candidates(x, y, width)) {
      double covered =
          taken.stream().mapToDouble(area::overlap).sum()
              + UNREADABLE * written.stream().mapToDouble(area::overlap).sum()
              + 10 * outside(area);
      if (covered < least) {
        least = covered;
        best = area;
      }
    }
    written.add(best);
    lead(x, y, best);
    svg.text(best.x(), best.y() + LINE - 3, "start", cssClass, name);
  }

  private static List<Area> candidates(double x, double y, double width) {
    var areas = new ArrayList<Area>();
    areas.add(new Area(x + 10, y - LINE / 2, width, LINE));
    areas.add(new Area(x - 10 - width, y - LINE / 2, width, LINE));
    for (int step = 0; step < RISES; step++) { // the nearest first
      for (double rise : new double[] {-16 - 14 * step, 16 + 14 * step}) {
        for (double shift : new double[] {-width / 2, -8, 8 - width, 10, -10 - width}) {
          areas.add(new Area(x + shift, y - LINE / 2 + rise, width, LINE));
        }
      }
    }
    return areas;
  }

  /** A line to a name that is not beside its mark. */
  private void lead(double x, double y, Area name) {
    boolean above = name.y() + LINE < y;
    double end = above ? name.y() + LINE : name.y();
    if (above ? y - end > BESIDE : end - y > BESIDE) {
      double nearest = Math.max(name.x(), Math.min(x, name.x() + name.width()));
      svg.line(x, y, nearest, end, "lead");
    }
  }

  private double outside(Area area) {
    double across = Math.max(0, left - area.x()) + Math.max(0, area.x() + area.width() - right);
    double up = Math.max(0, top - area.y()) + Math.max(0, area.y() + area.height() - bottom);
    return across * LINE + up * area.width();
  }
}
