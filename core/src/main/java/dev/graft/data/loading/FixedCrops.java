package dev.graft.data.loading;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.files.SplitMix64;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A few {@link RandomResizedCrop}s drawn once and for all, every second one mirrored. Crop k is a
 * function of k and of the image's width and height alone, so that it comes again in every epoch,
 * seed and split.
 *
 * @param crops how many, 1 to {@link #MOST}
 */
record FixedCrops(int crops) implements Augmentation {

  /** Crops with these seeds come again, whoever draws them. */
  static final int MOST = 1000;

  static final String NAME = "crop:";

  FixedCrops {
    if (crops < 1 || crops > MOST) {
      throw new IllegalArgumentException(
          "crop:VIEWS takes 1 to %d views of an image, got %d".formatted(MOST, crops));
    }
  }

  @Override
  public String name() {
    return NAME + crops;
  }

  @Override
  public OptionalInt views() {
    return OptionalInt.of(crops);
  }

  @Override
  public View draw(long seed, int epoch, int index) {
    int k = new SplitMix64(RandomFlip.bits(seed, epoch, index)).nextInt(crops);
    return new View(k % 2 == 1, OptionalLong.of(k));
  }

  @Override
  public Detail detail(Preprocessing preprocessing, View view) {
    return RandomResizedCrop.defaults().detail(preprocessing, view);
  }

  @Override
  public Image apply(Image decoded, Preprocessing preprocessing, View view) {
    if (view.crop().isEmpty() || !isMine(view.crop().getAsLong())) {
      throw new IllegalArgumentException(name() + " does not draw " + view);
    }
    return RandomResizedCrop.defaults().apply(decoded, preprocessing, view);
  }

  private boolean isMine(long crop) {
    return 0 <= crop && crop < crops;
  }
}
