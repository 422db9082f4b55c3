package dev.graft.app.report.html.drawing;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Say {

  private Say() {}

  /** A share: {@code 90.6 %}. */
  public static String percent(double share) {
    return format("%.1f\u00a0%%", 100 * share);
  }

  /** The same without digits behind the point where there are none: {@code 90 %}. */
  public static String roundPercent(double share) {
    double value = Math.round(1000 * share) / 10.0;
    return value == Math.rint(value)
        ? format("%.0f\u00a0%%", value)
        : format("%.1f\u00a0%%", value);
  }

  /** A time: {@code 0.42 s}, {@code 16.6 s}, {@code 5 min 9 s}, {@code 1 h 4 min}. */
  public static String seconds(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 1) {
      return format("%.2f\u00a0s", seconds);
    } else if (seconds < 100) {
      return format("%.1f\u00a0s", seconds);
    } else if (whole < 3600) {
      return format("%d\u00a0min %d\u00a0s", whole / 60, whole % 60);
    }
    return format("%d\u00a0h %d\u00a0min", whole / 3600, whole % 3600 / 60);
  }

  /** A time on an axis, in its largest unit. */
  public static String roundSeconds(double seconds) {
    return seconds < 60 || seconds % 60 != 0
        ? number(seconds) + "\u00a0s"
        : number(seconds / 60) + "\u00a0min";
  }

  /** {@code 2,801,450}. */
  public static String count(long count) {
    return format("%,d", count);
  }

  /** A count on an axis: {@code 2k}, {@code 5M}. */
  public static String shortCount(double count) {
    if (count >= 1e9) {
      return number(count / 1e9) + "G";
    } else if (count >= 1e6) {
      return number(count / 1e6) + "M";
    }
    return count >= 1e3 ? number(count / 1e3) + "k" : number(count);
  }

  /** As few digits as the number needs, four at most: {@code 0.25}, {@code 10}. */
  static String number(double value) {
    String text = format("%.4f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  /** With a capital letter. */
  public static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  public static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
