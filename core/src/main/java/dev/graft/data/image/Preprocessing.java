package dev.graft.data.image;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;

/**
 * From a decoded image to the floats a backbone was trained on; belongs to the weights and is the
 * same object in training, evaluation, serving and export.
 *
 * <p>Geometry and arithmetic are torchvision's on Pillow images, bit for bit: {@code Resize},
 * {@code CenterCrop}, {@code ToTensor}, {@code Normalize}.
 *
 * @param fit how an image of any shape becomes a square
 * @param resize pixels of the shorter side after resizing; equals {@code inputSize} for {@link
 *     Fit#SQUASH}
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
    /** Both sides are resized to the input size; the aspect ratio is lost, no pixel is. */
    SQUASH,
    /** The shorter side is resized, the middle cut out; what is too small is padded with black. */
    CENTRE_CROP
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
    if (fit == Fit.SQUASH && resize != inputSize) {
      throw new IllegalArgumentException(
          "squashing resizes to the input size itself, got resize %d and input size %d"
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

  /** The same with the shorter side resized to {@code side} before the crop. */
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
    if (fit == Fit.SQUASH) {
      return image.resized(inputSize, inputSize, interpolation);
    }
    long shorter = Math.min(image.fullWidth(), image.fullHeight());
    long width = resized(image.fullWidth(), shorter);
    long height = resized(image.fullHeight(), shorter);
    Box window = centre(width, height);
    Image middle = Resampler.resize(image, Box.whole(image), width, height, window, interpolation);
    if (window.width() == inputSize && window.height() == inputSize) {
      return middle;
    }
    int left = (inputSize - middle.width()) / 2;
    int top = (inputSize - middle.height()) / 2;
    return Pixels.onBlack(middle, left, top, inputSize, inputSize);
  }

  /** What {@link #geometry} needs of a picture: no side of it is enlarged for lack of pixels. */
  public Detail detail() {
    return (width, height) -> Detail.largest(Math.min(width, height), resize);
  }

  /** What {@link #geometry} shows of an upright picture of that many pixels. */
  public Region region(int pictureWidth, int pictureHeight) {
    if (fit == Fit.SQUASH) {
      return Region.WHOLE;
    }
    long shorter = Math.min(pictureWidth, pictureHeight);
    long width = resized(pictureWidth, shorter);
    long height = resized(pictureHeight, shorter);
    Box window = centre(width, height);
    double left = window.x() - (inputSize - window.width()) / 2; // whole pixels, as geometry pads
    double top = window.y() - (inputSize - window.height()) / 2;
    return new Region(
        left / width, top / height, inputSize / (double) width, inputSize / (double) height);
  }

  /** A side's length once the shorter one is {@code resize}; rounded down, as torchvision does. */
  long resized(long side, long shorter) {
    return resize * side / shorter;
  }

  /** The centre crop of a width x height image, without what lies outside of it. */
  private Box centre(long width, long height) {
    long cropWidth = Math.min(width, inputSize);
    long cropHeight = Math.min(height, inputSize);
    return new Box(
        halfEven(width - cropWidth), halfEven(height - cropHeight), cropWidth, cropHeight);
  }

  private static long halfEven(long n) {
    return (long) Math.rint(n / 2.0);
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
    String shape =
        fit == Fit.SQUASH
            ? "resize " + inputSize + "x" + inputSize + " " + filter()
            : "resize " + resize + " " + filter() + ", centre crop " + inputSize;
    return "%s, mean %s, std %s".formatted(shape, join(mean), join(std));
  }

  private String filter() {
    return interpolation == Interpolation.BILINEAR ? "bilinear" : "bicubic";
  }

  private static String join(List<Float> values) {
    return "%s %s %s".formatted(values.get(0), values.get(1), values.get(2));
  }
}
