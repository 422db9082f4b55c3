package dev.graft.data.loading;

import dev.graft.data.image.Image;
import java.util.function.IntUnaryOperator;

/**
 * A change of an image's tones or shape. Its strength lies in [-1, 1]: 0 changes nothing, but for
 * the two that have no strength.
 */
enum Change {
  BRIGHTNESS {
    @Override
    public Image apply(Image image, double strength) {
      return Tones.mapped(image, v -> (int) Math.rint(v * (1 + FACTOR * strength)));
    }
  },
  CONTRAST {
    @Override
    public Image apply(Image image, double strength) {
      double mean = Tones.meanLuma(image);
      return Tones.mapped(image, v -> (int) Math.rint(mean + (v - mean) * (1 + FACTOR * strength)));
    }
  },
  COLOUR {
    @Override
    public Image apply(Image image, double strength) {
      return Tones.saturated(image, 1 + FACTOR * strength);
    }
  },
  POSTERISE {
    @Override
    public Image apply(Image image, double strength) {
      int lost = (int) Math.round(MOST_BITS * Math.abs(strength));
      return Tones.mapped(image, v -> v >> lost << lost);
    }
  },
  SOLARISE {
    @Override
    public Image apply(Image image, double strength) {
      double threshold = 256 * (1 - Math.abs(strength) / 2);
      return Tones.mapped(image, v -> v < threshold ? v : 255 - v);
    }
  },
  AUTOCONTRAST {
    @Override
    public Image apply(Image image, double strength) {
      return Tones.eachChannel(image, Tones::stretched);
    }
  },
  EQUALISE {
    @Override
    public Image apply(Image image, double strength) {
      return Tones.eachChannel(image, Tones::equalised);
    }
  },
  ROTATE {
    @Override
    public Image apply(Image image, double strength) {
      double angle = Math.toRadians(DEGREES * strength);
      return Shapes.moved(
          image, Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle), 0, 0);
    }
  },
  SHEAR_X {
    @Override
    public Image apply(Image image, double strength) {
      return Shapes.moved(image, 1, SHEAR * strength, 0, 1, 0, 0);
    }
  },
  SHEAR_Y {
    @Override
    public Image apply(Image image, double strength) {
      return Shapes.moved(image, 1, 0, SHEAR * strength, 1, 0, 0);
    }
  },
  MOVE_X {
    @Override
    public Image apply(Image image, double strength) {
      return Shapes.moved(image, 1, 0, 0, 1, WAY * strength * image.width(), 0);
    }
  },
  MOVE_Y {
    @Override
    public Image apply(Image image, double strength) {
      return Shapes.moved(image, 1, 0, 0, 1, 0, WAY * strength * image.height());
    }
  };

  /** RandAugment's largest strengths: a factor of 1.9, 4 bits, 30 degrees, 0.3, 0.45 of a side. */
  private static final double FACTOR = 0.9;

  private static final int MOST_BITS = 4;
  private static final double DEGREES = 30;
  private static final double SHEAR = 0.3;
  private static final double WAY = 0.45;

  /** The changed image, of the same size. */
  public abstract Image apply(Image image, double strength);

  /** Changes of values, whatever their place. */
  private static final class Tones {

    static Image mapped(Image image, IntUnaryOperator map) {
      byte[] table = new byte[256];
      for (int v = 0; v < 256; v++) {
        table[v] = clamped(map.applyAsInt(v));
      }
      byte[] to = image.rgb().clone();
      for (int i = 0; i < to.length; i++) {
        to[i] = table[to[i] & 0xff];
      }
      return new Image(image.width(), image.height(), to);
    }

    /** Mean of ITU-R 601 luma. */
    static double meanLuma(Image image) {
      double sum = 0;
      byte[] rgb = image.rgb();
      for (int i = 0; i < rgb.length; i += 3) {
        sum += luma(rgb, i);
      }
      return 3 * sum / rgb.length;
    }

    private static double luma(byte[] rgb, int i) {
      return 0.299 * (rgb[i] & 0xff) + 0.587 * (rgb[i + 1] & 0xff) + 0.114 * (rgb[i + 2] & 0xff);
    }

    static Image saturated(Image image, double factor) {
      byte[] to = image.rgb().clone();
      for (int i = 0; i < to.length; i += 3) {
        double grey = luma(to, i);
        for (int c = i; c < i + 3; c++) {
          to[c] = clamped((int) Math.rint(grey + ((to[c] & 0xff) - grey) * factor));
        }
      }
      return new Image(image.width(), image.height(), to);
    }

    /** What a channel's values become, by how many pixels have each. */
    private interface Table {
      int[] of(int[] counts);
    }

    static Image eachChannel(Image image, Table table) {
      byte[] to = image.rgb().clone();
      for (int c = 0; c < 3; c++) {
        int[] counts = new int[256];
        for (int i = c; i < to.length; i += 3) {
          counts[to[i] & 0xff]++;
        }
        int[] values = table.of(counts);
        for (int i = c; i < to.length; i += 3) {
          to[i] = clamped(values[to[i] & 0xff]);
        }
      }
      return new Image(image.width(), image.height(), to);
    }

    /** The darkest becomes 0, the brightest 255. */
    static int[] stretched(int[] counts) {
      int low = 0;
      int high = 255;
      while (low < 255 && counts[low] == 0) {
        low++;
      }
      while (high > 0 && counts[high] == 0) {
        high--;
      }
      int[] values = new int[256];
      for (int v = 0; v < 256; v++) {
        values[v] = high > low ? (int) Math.rint(255.0 * (v - low) / (high - low)) : v;
      }
      return values;
    }

    /** About as many pixels in each part of the range. */
    static int[] equalised(int[] counts) {
      long all = 0;
      int first = -1;
      for (int v = 0; v < 256; v++) {
        all += counts[v];
        first = first < 0 && counts[v] > 0 ? v : first;
      }
      long rest = all - counts[Math.max(0, first)];
      int[] values = new int[256];
      long below = 0;
      for (int v = 0; v < 256; v++) {
        below += counts[v];
        values[v] =
            rest == 0 ? v : (int) Math.rint(255.0 * Math.max(0, below - counts[first]) / rest);
      }
      return values;
    }

    private static byte clamped(int value) {
      return (byte) Math.max(0, Math.min(255, value));
    }
  }

  /** Changes of place; what comes from outside is grey. */
  private static final class Shapes {

    private static final byte GREY = (byte) 128;

    /** The pixel at p from the centre comes from (a b; c d) p + (dx, dy), the nearest one. */
    static Image moved(Image image, double a, double b, double c, double d, double dx, double dy) {
      int width = image.width();
      int height = image.height();
      byte[] from = image.rgb();
      byte[] to = new byte[from.length];
      for (int row = 0; row < height; row++) {
        double y = row - (height - 1) / 2.0;
        for (int column = 0; column < width; column++) {
          double x = column - (width - 1) / 2.0;
          long sourceX = Math.round(a * x + b * y + dx + (width - 1) / 2.0);
          long sourceY = Math.round(c * x + d * y + dy + (height - 1) / 2.0);
          boolean inside = 0 <= sourceX && sourceX < width && 0 <= sourceY && sourceY < height;
          int at = 3 * (row * width + column);
          int source = inside ? 3 * (int) (sourceY * width + sourceX) : 0;
          for (int channel = 0; channel < 3; channel++) {
            to[at + channel] = inside ? from[source + channel] : GREY;
          }
        }
      }
      return new Image(width, height, to);
    }
  }
}
