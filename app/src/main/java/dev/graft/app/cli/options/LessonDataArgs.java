package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.data.labelled.DrawnImages;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;

/** Options about the lesson's images: it watches the test images, as it was published. */
public final class LessonDataArgs extends SplitArgs {

  private static final String CIFAR = "cifar10:";
  public static final int TRAIN_IMAGES = 2000;
  public static final int TEST_IMAGES = 500;

  /** The published lesson's images if they are here; what is not is not fetched unasked. */
  public String lessonImages(Console console) {
    if (isHere(CIFAR, console)) {
      return CIFAR;
    }
    console.say("CIFAR-10 is not on this machine: the lesson uses the demo, images that Graft");
    console.say("draws, with the small backbone that comes with Graft. --data cifar10: downloads");
    console.say("the published images (170 MB).");
    console.say("");
    return DrawnImages.LOCATION;
  }

  @Override
  public ValidateOn validateOn() {
    return ValidateOn.TEST;
  }

  @Override
  DataOptions complete(DataOptions options) {
    return options.withTrainLimit(TRAIN_IMAGES).withTestLimit(TEST_IMAGES);
  }
}
