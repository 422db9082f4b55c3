package dev.graft.app.cli;

import dev.graft.app.report.LessonText;
import dev.graft.data.Preprocessing;
import dev.graft.data.ValidateOn;
import dev.graft.train.Strategy;
import dev.graft.train.TrainSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The published lesson on feature extraction and fine-tuning, done again and read out. */
@Command(
    name = "lesson",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Freeze or fine-tune, step by step: one epoch each way, three epochs, a smaller learning"
          + " rate, the table, and what follows from it. Watches the test images as the lesson"
          + " does, and says what is wrong with that."
    })
final class LessonCommand implements Callable<Integer> {

  private static final int EPOCHS = 3;
  private static final double HEAD_RATE = 1e-3;
  private static final int TRAIN_IMAGES = 2000;
  private static final int TEST_IMAGES = 500;

  private final Console console;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "images, as for \"graft compare\" (${DEFAULT-VALUE})")
  private String data = "cifar10:";

  @Mixin private ExperimentArgs experiment;

  LessonCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    experiment.preset(TRAIN_IMAGES, TEST_IMAGES, ValidateOn.TEST, Preprocessing.Fit.SQUASH);
    TrainSettings settings = TrainSettings.defaults();
    var request =
        new ExperimentArgs.Request(
            data,
            "lesson",
            "Lesson",
            List.of(LessonText.FROZEN, LessonText.TUNED_FAST, LessonText.TUNED_SLOWLY),
            new Strategy.Rates(EPOCHS, HEAD_RATE, HEAD_RATE),
            experiment.machine().applyTo(settings),
            1,
            (folder, classifier) -> {});
    ExperimentArgs.Outcome outcome = experiment.run(request, console);
    console.say(LessonText.lines(outcome.record()));
    console.say("Written: %s and lesson.json", outcome.folder().path().resolve("lesson.md"));
    return 0;
  }
}
