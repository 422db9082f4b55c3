package dev.graft.data.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.graft.data.format.Orientation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures from a formula that cost what photographs cost: noise of falling strength from large to
 * small, objects with sharp edges, and the grain of a sensor. 12 megapixels take 2.8 MB at quality
 * 90.
 */
public final class Photo {

  private static final int OCTAVES = 10;

  private Photo() {}

  /** {@code width} x {@code height} pixels, RGB. */
  public static Image of(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double light = 120 + 14 * (hash(x, y, 99) - 0.5);
        double warm = 0;
        double cold = 0;
        double strength = 52;
        double scale = 1.0 / 1024;
        for (int octave = 0; octave < OCTAVES; octave++) {
          light += strength * noise(x * scale, y * scale, octave);
          if (octave < OCTAVES / 2) { // colours change over larger distances than light
            warm += 0.6 * strength * noise(x * scale, y * scale, octave + 20);
            cold += 0.6 * strength * noise(x * scale, y * scale, octave + 40);
          }
          strength *= 0.7;
          scale *= 2;
        }
        light += noise(x / 300.0, y / 300.0, 77) > 0.25 ? 45 : 0;
        light -= noise(x / 60.0, y / 60.0, 78) > 0.45 ? 30 : 0;
        int at = 3 * (y * width + x);
        rgb[at] = level(light + warm);
        rgb[at + 1] = level(light - 0.5 * warm - 0.3 * cold);
        rgb[at + 2] = level(light + cold);
      }
    }
    return new Image(width, height, rgb);
  }

  /** {@code image} as a JPEG with halved chroma, as cameras write them. */
  public static byte[] jpeg(Image image, int quality, boolean progressive) {
    byte[] bgr = image.rgb().clone();
    for (int i = 0; i < bgr.length; i += 3) {
      bgr[i] = image.rgb()[i + 2];
      bgr[i + 2] = image.rgb()[i];
    }
    int[] values = {IMWRITE_JPEG_QUALITY, quality, IMWRITE_JPEG_PROGRESSIVE, progressive ? 1 : 0};
    try (BytePointer data = new BytePointer(bgr);
        Mat pixels = new Mat(image.height(), image.width(), CV_8UC3, data);
        IntPointer options = new IntPointer(values);
        BytePointer encoded = new BytePointer()) {
      if (!imencode(".jpg", pixels, encoded, options)) {
        throw new IllegalStateException("no JPEG was written");
      }
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }

  /** {@code jpeg} with an EXIF orientation. */
  public static byte[] oriented(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34);
    exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    exif.putShort((short) 1).putShort((short) Orientation.TAG).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation);
    return ByteBuffer.allocate(jpeg.length + 36)
        .put(jpeg, 0, 2)
        .put(exif.array())
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** Mean difference of the values of two images of one size, in levels. */
  public static double difference(Image a, Image b) {
    long sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      sum += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff));
    }
    return (double) sum / a.rgb().length;
  }

  /** Largest difference of a value of two images of one size, in levels. */
  public static int largestDifference(Image a, Image b) {
    int largest = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
    }
    return largest;
  }

  private static byte level(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }

  /** Values between -1 and 1 that change smoothly over a distance of 1. */
  private static double noise(double x, double y, int seed) {
    int left = (int) x;
    int top = (int) y;
    double u = smooth(x - left);
    double v = smooth(y - top);
    double above = hash(left, top, seed) * (1 - u) + hash(left + 1, top, seed) * u;
    double below = hash(left, top + 1, seed) * (1 - u) + hash(left + 1, top + 1, seed) * u;
    return 2 * (above * (1 - v) + below * v) - 1;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double hash(int x, int y, int seed) {
    int h = x * 374_761_393 + y * 668_265_263 + seed * 974_634_721;
    h = (h ^ h >>> 13) * 1_274_126_177;
    return ((h ^ h >>> 16) & 0xffffff) / (double) (1 << 24);
  }
}
