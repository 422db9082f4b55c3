package dev.graft.data.loading;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.files.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A flip and two random changes of tone or shape, each as strong as chance has it, after
 * RandAugment (Cubuk et al., 2020) with the strength drawn anew each time (Müller and Hutter,
 * 2021): there is nothing to tune.
 */
record RandomChanges() implements Augmentation {

  private static final int CHANGES = 2;

  @Override
  public String name() {
    return "rand";
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
    return preprocessing.detail();
  }

  @Override
  public Image apply(Image decoded, Preprocessing preprocessing, View view) {
    Image image = preprocessing.geometry(decoded);
    image = view.flipped() ? image.mirrored() : image;
    if (view.crop().isEmpty()) {
      return image;
    }
    for (Drawn drawn : drawn(view.crop().getAsLong())) {
      image = drawn.change().apply(image, drawn.strength());
    }
    return image;
  }

  /** A change and how strong it is, in [-1, 1). */
  record Drawn(Change change, double strength) {}

  /** What {@code seed} draws, in order. */
  static List<Drawn> drawn(long seed) {
    var random = new SplitMix64(seed);
    var drawn = new ArrayList<Drawn>();
    Change[] all = Change.values();
    for (int i = 0; i < CHANGES; i++) {
      drawn.add(new Drawn(all[random.nextInt(all.length)], random.uniform(-1, 1)));
    }
    return drawn;
  }
}
