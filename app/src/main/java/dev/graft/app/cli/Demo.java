package dev.graft.app.cli;

import dev.graft.app.cli.options.TrainingArgs;
import dev.graft.app.cli.run.ExperimentArgs;
import dev.graft.app.cli.terminal.Console;
import dev.graft.backbone.Architecture;

/** What runs where no images are named: no network, and nothing from anyone else. */
final class Demo {

  static final Architecture BACKBONE = Architecture.shipped();
  static final String STRATEGIES = "feature-extract,partial:layer4,fine-tune,from-scratch";

  /** It shows what the published lessons show, in a minute. */
  private static final int EPOCHS = 3;

  private Demo() {}

  /** What stands in for the user's choices, where a command that trains was given no images. */
  static void preset(ExperimentArgs experiment, TrainingArgs training) {
    experiment.preset(BACKBONE);
    experiment.presetNoFeatureCache(); // times are part of what it shows
    training.presetEpochs(EPOCHS);
  }

  static void announce(Console console, String command) {
    console.say("The demo: images that Graft draws, and the small backbone that comes with Graft.");
    console.say("Your own images: ./graft %s FOLDER, with a folder of images per class.", command);
    console.say("");
  }
}
