package dev.graft.app.cli;

import dev.graft.app.cli.options.DataArgs;
import dev.graft.app.cli.options.FoldsWanted;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.TrainingArgs;
import dev.graft.app.cli.results.ModelFolder;
import dev.graft.app.cli.run.Ending;
import dev.graft.app.cli.run.ExperimentArgs;
import dev.graft.app.cli.run.ExperimentRequest;
import dev.graft.app.cli.run.GoesOn;
import dev.graft.app.cli.run.ReportFiles;
import dev.graft.app.cli.run.Resumable;
import dev.graft.app.cli.run.ResumeArgs;
import dev.graft.app.cli.run.Watch;
import dev.graft.app.cli.run.WatchArgs;
import dev.graft.app.cli.run.Watchable;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.compare.Comparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** One strategy, whose model is kept. */
@Command(
    name = "train",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Trains one classifier, evaluates it on the test images and keeps it.")
final class TrainCommand implements Callable<Integer>, Watchable, GoesOn {

  private static final String MODEL = "model";

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATA",
      completionCandidates = Known.Images.class,
      description = "as for \"graft compare\"")
  private String data;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[@RATE]",
      completionCandidates = Known.Strategies.class,
      description = {
        "feature-extract, probe, fine-tune, lp-ft, gradual, partial:STAGE, from-scratch or"
            + " naive-feature-extract (${DEFAULT-VALUE})"
      })
  private String strategy = "probe";

  @Mixin private ExperimentArgs experiment;

  @Mixin private WatchArgs watched = new WatchArgs();

  @ArgGroup(validate = false, heading = "%nResuming:%n", order = 20)
  private ResumeArgs resume = new ResumeArgs();

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nTraining:%n", order = 10)
  private TrainingArgs training = new TrainingArgs();

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    return watched.run(this, console, TrainCommand::new);
  }

  @Override
  public int run(Watch watch) throws IOException {
    return GoesOn.run(this, new TrainCommand(console), console, watch);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public ResumeArgs resume() {
    return resume;
  }

  @Override
  public ExperimentArgs experiment() {
    return experiment;
  }

  @Override
  public int run(ParseResult line, Optional<BegunCommand> begun, Watch watch) throws IOException {
    if (data == null) {
      throw new UsageException("DATA is missing: name the images, or --resume DIR");
    }
    var request =
        new ExperimentRequest(
            images,
            data,
            "run",
            List.of(MODEL),
            strategy,
            BegunCommand.line("train", ResumeArgs.arguments(line)),
            List.of(strategy),
            training.rates(),
            training.settings(line, images.seed(), experiment.machine()),
            1,
            Comparison.Options.defaults(),
            FoldsWanted.none(),
            (folder, record, trained) ->
                new ModelFolder(folder, MODEL, console).save(record, trained),
            Optional.of(new Resumable(resume, "train", ResumeArgs.arguments(line), begun)),
            watch);
    if (experiment.folder().isPresent()) { // otherwise it will be a new one
      new ModelFolder(experiment.folder().get(), MODEL, console).check();
    }
    ExperimentArgs.Outcome outcome = experiment.run(request, console);
    Path model = new ModelFolder(outcome.folder(), MODEL, console).path();
    console.say(Ending.of(outcome.record(), outcome.told(), console));
    console.say("Written: %s, run.md and run.json", model);
    console.say("Report: %s", outcome.folder().path().resolve(ReportFiles.PAGE));
    console.say(
        "Use it: ./graft predict %s IMAGE...",
        BegunCommand.word(outcome.folder().path().toString()));
    return 0;
  }
}
