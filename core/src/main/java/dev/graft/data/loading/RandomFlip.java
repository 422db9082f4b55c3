package dev.graft.data.loading;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.files.SplitMix64;
import java.util.OptionalInt;

record RandomFlip() implements Augmentation {

  @Override
  public String name() {
    return "flip";
  }

  @Override
  public OptionalInt views() {
    return OptionalInt.of(2);
  }

  @Override
  public View draw(long seed, int epoch, int index) {
    return coin(bits(seed, epoch, index)) ? View.FLIPPED : View.PLAIN;
  }

  @Override
  public Detail detail(Preprocessing preprocessing, View view) {
    return preprocessing.detail();
  }

  @Override
  public Image apply(Image decoded, Preprocessing preprocessing, View view) {
    if (view.crop().isPresent()) {
      throw new IllegalArgumentException("flipping alone does not draw " + view);
    }
    Image image = preprocessing.geometry(decoded);
    return view.flipped() ? image.mirrored() : image;
  }

  /** 64 random bits that belong to one image in one epoch. */
  static long bits(long seed, int epoch, int index) {
    return SplitMix64.mix(SplitMix64.mix(SplitMix64.mix(seed) + epoch) + index);
  }

  static boolean coin(long bits) {
    return bits < 0;
  }
}
