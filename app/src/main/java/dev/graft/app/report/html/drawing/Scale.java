package dev.graft.app.report.html.drawing;

import java.util.ArrayList;
import java.util.List;

/**
 * From values to places on an axis.
 *
 * @param low value at the place {@code from}, {@code high} at {@code to}
 * @param step between ticks of a linear scale
 */
public record Scale(double low, double high, double from, double to, double step, boolean isLog) {

  private static final int TICKS = 5;

  /** Above this ratio of costs, small ones would lie on top of each other. */
  private static final double WIDE = 12;

  /** A linear scale with round ends that holds {@code min} to {@code max}. */
  public static Scale linear(double min, double max, double from, double to) {
    double span = max > min ? max - min : Math.max(Math.abs(max), 1);
    double step = round(span / TICKS);
    double low = Math.floor(min / step + 1e-9) * step;
    double high = Math.ceil((min + span) / step - 1e-9) * step;
    return new Scale(low, high, from, to, step, false);
  }

  /** The same for shares, which do not leave [0, 1]. */
  public static Scale shares(double min, double max, double from, double to) {
    boolean narrow = max - min < 0.05;
    double low = narrow ? Math.max(0, Math.min(min, 0.95)) : min; // with room below 1
    Scale wide = linear(low, narrow ? low + 0.05 : max, from, to);
    return new Scale(
        Math.max(0, wide.low()), Math.min(1, wide.high()), from, to, wide.step(), false);
  }

  /** Whole numbers from {@code min} to {@code max} with room for marks beside them. */
  public static Scale whole(int min, int max, double from, double to) {
    double step = Math.max(1, Math.ceil(round((double) (max - min) / 6)));
    return new Scale(min - 0.25, Math.max(max, min + 1) + 0.25, from, to, step, false);
  }

  /** Time in epochs, from the beginning to the end of the last of {@code epochs}. */
  public static Scale epochs(int epochs, double from, double to) {
    double step = Math.max(1, Math.ceil(round(epochs / 6.0)));
    return new Scale(0, epochs, from, to, step, false);
  }

  /** Positive costs: from 0, or logarithmic where they differ much. */
  public static Scale costs(List<Double> costs, double from, double to) {
    double min = costs.stream().mapToDouble(c -> c).min().orElse(1);
    double max = costs.stream().mapToDouble(c -> c).max().orElse(1);
    if (min <= 0 || max / min < WIDE) {
      Scale scale = linear(0, max * 1.08, from, to);
      return new Scale(0, scale.high(), from, to, scale.step(), false);
    }
    return new Scale(min / 1.6, max * 1.6, from, to, 1, true);
  }

  /** Where {@code value} lies. */
  public double at(double value) {
    double share =
        isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return from + share * (to - from);
  }

  /** Values to be named on the axis. */
  public List<Double> ticks() {
    return isLog ? logTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
    var ticks = new ArrayList<Double>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long k = first; k * step <= high + 1e-9 * step; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  private List<Double> logTicks() {
    boolean decadesSuffice = Math.log10(high / low) > 2.3;
    var ticks = new ArrayList<Double>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (double digit : decadesSuffice ? new double[] {1} : new double[] {1, 2, 5}) {
        double tick = digit * Math.pow(10, power);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** The round number (1, 2, 2.5 or 5 times a power of ten) next above {@code value}. */
  private static double round(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double digit : new double[] {1, 2, 2.5, 5}) {
      if (digit * power >= value * (1 - 1e-9)) {
        return digit * power;
      }
    }
    return 10 * power;
  }
}
