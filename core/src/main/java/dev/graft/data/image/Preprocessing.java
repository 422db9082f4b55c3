package dev.graft.data.image;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * From a decoded image to the floats a backbone was trained on; belongs to the weights and is the
 * same object in training, evaluation, serving and export.
 *
 * <p>Geometry and arithmetic are torchvision's on Pillow images, bit for bit: {@code Resize},
 * {@code CenterCrop}, {@code ToTensor}, {@code Normalize}; {@link Fit#BORDER} is timm's.
 *
 * @param fit how an image of any shape becomes a square
 * @param resize pixels of the side that {@code fit} resizes, before the centre is cut out
 * @param inputSize side of the square that the network sees, in pixels
 * @param mean per channel, RGB, on the scale 0 to 1
 * @param std per channel, RGB, on the scale 0 to 1; positive
 */
public record Preprocessing(
    Fit fit,
    int resize,
    int inputSize,
    Interpolation interpolation,
    List<Float> mean,
    List<Float> std) {

  /** How an image of any shape becomes a square. */
  public enum Fit {
    /**
     * Both sides are resized, the middle cut out. Where both are resized to the input size, the
     * aspect ratio is lost, no pixel is.
     */
    SQUASH,
    /** The shorter side is resized, the middle cut out; what is too small is padded with black. */
    CENTRE_CROP,
    /** The longer side is resized; the shorter one is padded with the mean colour. */
    BORDER
  }

  /**
   * Grows when the same file, preprocessing and view give other pixels than in the version before:
   * what was computed of them is then computed again.
   */
  public static final int PIXELS = 1;

  private static final int LEVELS = 256;

  public Preprocessing {
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(interpolation, "interpolation");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    // 8192 keeps the largest window, 3 * 8192 * 8192 accumulators, inside one Java array.
    if (resize < 1 || inputSize < 1 || inputSize > 8192) {
      throw new IllegalArgumentException(
          "sizes lie between 1 and 8192 pixels, got resize %d and input size %d"
              .formatted(resize, inputSize));
    }
    if (mean.size() != 3 || std.size() != 3) {
      throw new IllegalArgumentException(
          "mean and std have one value per channel R, G, B; got %s and %s".formatted(mean, std));
    }
    if (!mean.stream().allMatch(Float::isFinite)
        || !std.stream().allMatch(s -> Float.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException(
          "mean must be finite and std positive; got %s and %s".formatted(mean, std));
    }
  }

  /** What torchvision's first ImageNet weights expect: shorter side 256, centre 224, bilinear. */
  public static Preprocessing imageNet() {
    return new Preprocessing(
        Fit.CENTRE_CROP,
        256,
        224,
        Interpolation.BILINEAR,
        List.of(0.485f, 0.456f, 0.406f),
        List.of(0.229f, 0.224f, 0.225f));
  }

  /** Resizes to {@code size} x {@code size} whatever the shape, bilinear. */
  public static Preprocessing squash(int size, List<Float> mean, List<Float> std) {
    return new Preprocessing(Fit.SQUASH, size, size, Interpolation.BILINEAR, mean, std);
  }

  /** The same for another input size; a centre crop keeps its share of the resized image. */
  public Preprocessing withInputSize(int size) {
    int side = (int) Math.round((double) resize * size / inputSize);
    return new Preprocessing(fit, side, size, interpolation, mean, std);
  }

  /** The same with images resized to {@code side} before the crop. */
  public Preprocessing withResize(int side) {
    return new Preprocessing(fit, side, inputSize, interpolation, mean, std);
  }

  public Preprocessing withInterpolation(Interpolation other) {
    return new Preprocessing(fit, resize, inputSize, other, mean, std);
  }

  public Preprocessing withNormalisation(List<Float> otherMean, List<Float> otherStd) {
    return new Preprocessing(fit, resize, inputSize, interpolation, otherMean, otherStd);
  }

  /** Values of one image in a batch: 3 * inputSize * inputSize. */
  public int floatsPerImage() {
    return 3 * inputSize * inputSize;
  }

  /** {@code image} as inputSize x inputSize pixels, 8 bits. */
  public Image geometry(Image image) {
    return square().of(image);
  }

  /** What {@link #geometry} needs of a picture: no side of it is enlarged for lack of pixels. */
  public Detail detail() {
    return (width, height) ->
        Detail.largest(
            fit == Fit.BORDER ? Math.max(width, height) : Math.min(width, height), resize);
  }

  /** What {@link #geometry} shows of an upright picture of that many pixels. */
  public Region region(int pictureWidth, int pictureHeight) {
    return square().region(pictureWidth, pictureHeight);
  }

  private Geometry square() {
    return geometry(resize, resize, inputSize, inputSize);
  }

  /** The same for a rectangle. */
  Geometry geometry(int edgeWidth, int edgeHeight, int width, int height) {
    int ground = fit == Fit.BORDER ? level(0) << 16 | level(1) << 8 | level(2) : 0;
    return new Geometry(fit, edgeWidth, edgeHeight, width, height, interpolation, ground);
  }

  /** A channel's mean on the scale 0 to 255. */
  private int level(int channel) {
    return (int) Math.max(0, Math.min(255, Math.rint(255.0 * mean.get(channel))));
  }

  /** A side's length once the shorter one is {@code edge}; rounded down, as torchvision does. */
  static long resized(long side, long shorter, long edge) {
    return edge * side / shorter;
  }

  /**
   * Writes {@code image} as float32 [height, width, 3] into {@code out} from position {@code at}:
   * (v / 255 - mean) / std, every operation rounded to float32. The buffer's own position stays.
   */
  public void normalise(Image image, FloatBuffer out, int at) {
    byte[] rgb = image.rgb();
    float[] red = levels(0); // all three take a fiftieth of the time that the pixels take
    float[] green = levels(1);
    float[] blue = levels(2);
    for (int i = 0; i < rgb.length; i += 3) {
      out.put(at + i, red[rgb[i] & 0xff]);
      out.put(at + i + 1, green[rgb[i + 1] & 0xff]);
      out.put(at + i + 2, blue[rgb[i + 2] & 0xff]);
    }
  }

  private float[] levels(int channel) {
    float[] levels = new float[LEVELS];
    float channelMean = mean.get(channel);
    float channelStd = std.get(channel);
    for (int v = 0; v < LEVELS; v++) {
      levels[v] = (v / 255f - channelMean) / channelStd;
    }
    return levels;
  }

  /** One line for reports. */
  public String describe() {
    String filter = interpolation.name().toLowerCase(Locale.ROOT);
    String crop = resize == inputSize ? "" : ", centre crop " + inputSize;
    String shape = // by "+": digits are the same in every locale
        switch (fit) {
          case SQUASH -> "resize " + resize + "x" + resize + " " + filter + crop;
          case CENTRE_CROP -> "resize " + resize + " " + filter + ", centre crop " + inputSize;
          case BORDER ->
              "resize the longer side to " + resize + " " + filter + ", border of the mean" + crop;
        };
    return "%s, mean %s, std %s".formatted(shape, join(mean), join(std));
  }

  private static String join(List<Float> values) {
    return "%s %s %s".formatted(values.get(0), values.get(1), values.get(2));
  }
}
