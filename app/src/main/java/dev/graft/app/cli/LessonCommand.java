package dev.graft.app.cli;

import dev.graft.app.cli.options.FoldsWanted;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.LessonDataArgs;
import dev.graft.app.cli.run.Experiment;
import dev.graft.app.cli.run.ExperimentArgs;
import dev.graft.app.cli.run.ExperimentRequest;
import dev.graft.app.cli.run.ReportFiles;
import dev.graft.app.cli.run.Watch;
import dev.graft.app.cli.run.WatchArgs;
import dev.graft.app.cli.run.Watchable;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.report.text.LessonIntroduction;
import dev.graft.app.report.text.LessonText;
import dev.graft.compare.Comparison;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.labelled.DrawnImages;
import dev.graft.data.source.ImageSource;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The published lesson on feature extraction and fine-tuning, done again and read out. */
@Command(
    name = "lesson",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Freeze or fine-tune, step by step: what is done and why, with PyTorch's lines beside"
          + " Graft's commands; one epoch each way, three epochs, a smaller learning rate, the"
          + " table, and what follows from it.",
      "As published: on 2,000 training and 500 test"
          + " images unless limits are given; every image is squashed to the input size unless"
          + " --fit says otherwise; the test images are evaluated after each epoch, and the"
          + " lesson says what is wrong with that."
    })
final class LessonCommand implements Callable<Integer>, Watchable {

  private static final int EPOCHS = 3;
  static final int BATCH_SIZE = 32;
  private static final double HEAD_RATE = 1e-3;

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      completionCandidates = Known.Images.class,
      description = {
        "images, as for \"graft compare\" (cifar10: if its archive is in Graft's cache,"
            + " otherwise demo:)"
      })
  private String data;

  @Mixin private ExperimentArgs experiment;

  @Mixin private WatchArgs watched = new WatchArgs();

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private LessonDataArgs images = new LessonDataArgs();

  LessonCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    return watched.run(this, console, LessonCommand::new);
  }

  @Override
  public int run(Watch watch) throws IOException {
    String location = data == null ? images.lessonImages(console) : data;
    if (location.equals(DrawnImages.LOCATION)) {
      experiment.preset(Demo.BACKBONE);
    }
    experiment.preset(Preprocessing.Fit.SQUASH);
    experiment.presetNoFeatureCache(); // its times are part of the lesson
    ExperimentRequest request = request(location, watch);
    ExperimentArgs.Outcome outcome =
        experiment.run(
            request,
            console,
            ready -> {
              say(introduction(location, ready.plan()).lines());
              return ExperimentArgs.compare(request, ready, console);
            });
    say(LessonText.lines(outcome.record()));
    console.say("Written: %s and lesson.json", outcome.folder().path().resolve("lesson.md"));
    console.say("Report: %s", outcome.folder().path().resolve(ReportFiles.PAGE));
    return 0;
  }

  private ExperimentRequest request(String location, Watch watch) {
    TrainSettings settings =
        TrainSettings.defaults().withSchedule(Schedule.constant()).withBatchSize(BATCH_SIZE);
    return new ExperimentRequest(
        images,
        location,
        "lesson",
        List.of(),
        "Lesson",
        "",
        LessonText.STRATEGIES,
        // The loop that the lesson retells trains with BatchNorm in training mode.
        new Strategy.Rates(EPOCHS, HEAD_RATE, HEAD_RATE, Phase.Statistics.MOVE_WHERE_UNFROZEN),
        experiment.machine().applyTo(settings),
        1,
        Comparison.Options.defaults(),
        FoldsWanted.none(),
        (folder, record, classifier) -> {},
        Optional.empty(),
        watch);
  }

  private LessonIntroduction introduction(String location, Experiment.Plan plan) {
    return new LessonIntroduction(
        location,
        plan.backbone().architecture(),
        plan.data().classNames().size(),
        plan.data().train().size(),
        plan.data().test().map(ImageSource::size).orElse(0),
        plan.settings().batchSize(),
        EPOCHS,
        new LessonAsComparison(location, EPOCHS).words(spec.commandLine().getParseResult()));
  }

  private void say(List<String> lines) {
    console.say(
        lines.stream()
            .map(line -> LessonText.isHeading(line) ? console.style().bold(line) : line)
            .toList());
  }
}
