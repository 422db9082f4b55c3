package dev.graft.compare;

import dev.graft.compare.summary.Judged;
import dev.graft.data.Dataset;
import dev.graft.data.source.ValidateOn;
import dev.graft.train.Trainer;
import dev.graft.train.strategy.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the trainings of a comparison are watched and judged by. */
record Watching(
    Dataset data, ValidateOn validateOn, TrainSettings settings, Comparison.Options options) {

  /** Refuses what would be chosen on test images, or could not be judged. */
  void check() {
    checkWhoDecides();
    judged().check();
  }

  private Judged judged() {
    return Judged.of(settings.metric(), parts());
  }

  /** The splits of the runs: one, or those of each fold. */
  private List<Dataset> parts() {
    return options.crossed().map(crossed -> crossed.folds().parts()).orElse(List.of(data));
  }

  private void checkWhoDecides() {
    if (validateOn == ValidateOn.VALIDATION
        && parts().stream().allMatch(part -> part.validation().isPresent())) {
      return;
    }
    if (options.tuned().isPresent()) {
      throw new IllegalArgumentException(
          "learning rates are chosen on validation images, never on test images: there are none");
    }
    if (settings.earlyStopping().keepsBest()) {
      throw new IllegalArgumentException(
          "the epoch that --early-stop keeps is chosen on validation images, never on test images,"
              + " and there are none: leave it out, or hold some out with --validate-on validation"
              + " and a --validation-fraction above 0");
    }
  }

  /** What a training on {@code part} looks at after each epoch. */
  Optional<Trainer.Watched> of(Dataset part) {
    if (validateOn == ValidateOn.TEST) {
      return part.test().map(images -> new Trainer.Watched("test", images, false));
    }
    return part.validation().map(images -> new Trainer.Watched("validation", images));
  }

  /** What a reader must know of the images and of who decides. */
  List<String> notes() {
    var notes =
        new ArrayList<>(
            options.crossed().map(crossed -> crossed.folds().notes()).orElse(data.notes()));
    judged().note().ifPresent(notes::add);
    if (validateOn == ValidateOn.TEST) {
      notes.add(
          "validated on the test images: an epoch or a rate that is chosen by these figures was"
              + " chosen with the test labels, so its accuracy is too high");
    }
    return notes;
  }
}
