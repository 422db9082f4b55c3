package dev.graft.app.watch;

import dev.graft.train.record.Event;
import java.util.Optional;

/**
 * Training that the page has no charts of: on a further fold of cross-validated images, or on all
 * images in the end.
 *
 * @param label of the run under way; empty while none is
 * @param fold empty where it is all images
 */
record Uncharted(String label, Optional<Event.FoldStarted> fold) {

  /** On that fold; empty for the first, which is charted. */
  static Optional<Uncharted> of(Event.FoldStarted fold) {
    return fold.number() > 1 ? Optional.of(new Uncharted("", Optional.of(fold))) : Optional.empty();
  }

  /** On all images. */
  static Uncharted of(Event.AllImages all) {
    return new Uncharted(all.label(), Optional.empty());
  }

  /** The same with that run under way. */
  Uncharted with(String run) {
    return new Uncharted(run, fold);
  }

  /** Whether nothing else is trained afterwards. */
  boolean isLast() {
    return fold.isEmpty();
  }

  String heading() {
    String images =
        fold.map(f -> "fold %d of %d".formatted(f.number(), f.folds())).orElse("all images");
    return label.isEmpty() ? "F" + images.substring(1) : label + ", " + images;
  }

  String where() {
    return isLast()
        ? "The pick is trained once more, without a test split: this model is kept."
        : "Other images are tested. The charts show the first fold.";
  }
}
