package dev.graft.data.loading;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import java.util.OptionalInt;

record NoAugmentation() implements Augmentation {

  @Override
  public String name() {
    return "none";
  }

  @Override
  public OptionalInt views() {
    return OptionalInt.of(1);
  }

  @Override
  public View draw(long seed, int epoch, int index) {
    return View.PLAIN;
  }

  @Override
  public Detail detail(Preprocessing preprocessing, View view) {
    return preprocessing.detail();
  }

  @Override
  public Image apply(Image decoded, Preprocessing preprocessing, View view) {
    if (!view.equals(View.PLAIN)) {
      throw new IllegalArgumentException("without augmentation there is no " + view);
    }
    return preprocessing.geometry(decoded);
  }
}
