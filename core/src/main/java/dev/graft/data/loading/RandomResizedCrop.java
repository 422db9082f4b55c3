package dev.graft.data.loading;

import dev.graft.data.image.Box;
import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.files.SplitMix64;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A random part of the image, resized to the input size, and a flip (torchvision's
 * RandomResizedCrop; Szegedy et al., "Going deeper with convolutions", 2015).
 *
 * @param minArea smallest share of the image's area
 * @param maxArea largest share of the image's area
 * @param minRatio smallest width / height
 * @param maxRatio largest width / height
 */
record RandomResizedCrop(double minArea, double maxArea, double minRatio, double maxRatio)
    implements Augmentation {

  private static final int TRIES = 10;

  public RandomResizedCrop {
    if (!(0 < minArea && minArea <= maxArea && maxArea <= 1)) {
      throw new IllegalArgumentException(
          "shares of the area lie in (0, 1], got %s to %s".formatted(minArea, maxArea));
    }
    if (!(0 < minRatio && minRatio <= maxRatio)) {
      throw new IllegalArgumentException(
          "ratios are positive and in order, got %s to %s".formatted(minRatio, maxRatio));
    }
  }

  public static RandomResizedCrop defaults() {
    return new RandomResizedCrop(0.08, 1, 3.0 / 4, 4.0 / 3);
  }

  @Override
  public String name() {
    return "crop";
  }

  @Override
  public OptionalInt views() {
    return OptionalInt.empty();
  }

  @Override
  public View draw(long seed, int epoch, int index) {
    long bits = RandomFlip.bits(seed, epoch, index);
    return new View(RandomFlip.coin(bits), OptionalLong.of(SplitMix64.mix(bits)));
  }

  @Override
  public Detail detail(Preprocessing preprocessing, View view) {
    if (view.crop().isEmpty()) {
      return preprocessing.detail();
    }
    return (width, height) -> {
      Box box = box(width, height, view);
      return Detail.largest(Math.min(box.width(), box.height()), preprocessing.inputSize());
    };
  }

  @Override
  public Image apply(Image decoded, Preprocessing preprocessing, View view) {
    Image image;
    if (view.crop().isPresent()) {
      Box box = box(decoded.fullWidth(), decoded.fullHeight(), view);
      int size = preprocessing.inputSize();
      image = decoded.resized(box, size, size, preprocessing.interpolation());
    } else {
      image = preprocessing.geometry(decoded);
    }
    return view.flipped() ? image.mirrored() : image;
  }

  private Box box(int width, int height, View view) {
    return box(width, height, new SplitMix64(view.crop().orElseThrow()));
  }

  /** Which part of a {@code width} x {@code height} image to show. */
  Box box(int width, int height, SplitMix64 random) {
    double area = (double) width * height;
    for (int i = 0; i < TRIES; i++) {
      double share = area * random.uniform(minArea, maxArea);
      double ratio = Math.exp(random.uniform(Math.log(minRatio), Math.log(maxRatio)));
      int w = (int) Math.rint(Math.sqrt(share * ratio));
      int h = (int) Math.rint(Math.sqrt(share / ratio));
      if (0 < w && w <= width && 0 < h && h <= height) {
        int y = random.nextInt(height - h + 1);
        int x = random.nextInt(width - w + 1);
        return new Box(x, y, w, h);
      }
    }
    return middle(width, height);
  }

  /** The largest part in the middle whose ratio is allowed. */
  private Box middle(int width, int height) {
    double ratio = (double) width / height;
    int w = width;
    int h = height;
    if (ratio < minRatio) {
      h = Math.max(1, Math.min(height, (int) Math.rint(width / minRatio)));
    } else if (ratio > maxRatio) {
      w = Math.max(1, Math.min(width, (int) Math.rint(height * maxRatio)));
    }
    return new Box((width - w) / 2, (height - h) / 2, w, h);
  }
}
