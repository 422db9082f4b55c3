package dev.graft.app.cli;

import dev.graft.data.DataOptions;
import dev.graft.data.ValidateOn;

/** Options about the lesson's images: it watches the test images, as it was published. */
final class LessonDataArgs extends SplitArgs {

  private static final int TRAIN_IMAGES = 2000;
  private static final int TEST_IMAGES = 500;

  @Override
  ValidateOn validateOn() {
    return ValidateOn.TEST;
  }

  @Override
  DataOptions complete(DataOptions options) {
    return options.withTrainLimit(TRAIN_IMAGES).withTestLimit(TEST_IMAGES);
  }
}
