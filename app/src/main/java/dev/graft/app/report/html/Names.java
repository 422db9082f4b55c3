package dev.graft.app.report.html;

import java.util.ArrayList;
import java.util.List;

/** Puts names beside marks so that they cover neither each other nor marks. */
final class Names {

  private static final double LETTER = 7.2; // mean width at 12 pixels, bold
  private static final double LINE = 14;

  private final Svg svg;
  private final double left;
  private final double right;
  private final double top;
  private final double bottom;
  private final List<Area> taken = new ArrayList<>();

  private record Area(double x, double y, double width, double height) {

    double overlap(Area other) {
      double w = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
      double h = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
      return w > 0 && h > 0 ? w * h : 0;
    }
  }

  /** Names within a frame. */
  static Names in(Frame frame) {
    return new Names(frame.svg(), Frame.LEFT, Frame.RIGHT, Frame.TOP, Frame.BOTTOM);
  }

  Names(Svg svg, double left, double right, double top, double bottom) {
    this.svg = svg;
    this.left = left;
    this.right = right;
    this.top = top;
    this.bottom = bottom;
  }

  /** Nothing is to be written here. */
  void keepFree(double x, double y, double width, double height) {
    taken.add(new Area(x, y, width, height));
  }

  /** Writes {@code name} where there is most room around (x, y). */
  void put(double x, double y, String name, String cssClass) {
    double width = LETTER * name.length();
    Area best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Area area : candidates(x, y, width)) {
      double covered = taken.stream().mapToDouble(area::overlap).sum() + 10 * outside(area);
      if (covered < least) {
        least = covered;
        best = area;
      }
    }
    taken.add(best);
    svg.text(best.x(), best.y() + LINE - 3, "start", cssClass, name);
  }

  private static List<Area> candidates(double x, double y, double width) {
    var areas = new ArrayList<Area>();
    areas.add(new Area(x + 10, y - LINE / 2, width, LINE));
    areas.add(new Area(x - 10 - width, y - LINE / 2, width, LINE));
    for (double rise : new double[] {-16, 16, -30, 30, -44, 44}) {
      for (double shift : new double[] {-width / 2, -8, 8 - width}) {
        areas.add(new Area(x + shift, y - LINE / 2 + rise, width, LINE));
      }
    }
    return areas;
  }

  private double outside(Area area) {
    double across = Math.max(0, left - area.x()) + Math.max(0, area.x() + area.width() - right);
    double up = Math.max(0, top - area.y()) + Math.max(0, area.y() + area.height() - bottom);
    return across * LINE + up * area.width();
  }
}
