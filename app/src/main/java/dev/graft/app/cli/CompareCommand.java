package dev.graft.app.cli;

import dev.graft.app.report.BegunCommand;
import dev.graft.compare.ComparisonRecord;
import dev.graft.train.Classifier;
import dev.graft.train.RunRecord;
import dev.graft.train.Strategy;
import java.io.IOException;
import java.util.Arrays;
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

/** Strategies over one identical split: the table, and what it says. */
@Command(
    name = "compare",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Trains the same images with several strategies and compares them.")
final class CompareCommand implements Callable<Integer>, Watchable, GoesOn {

  private static final String MODELS = "models";

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATA",
      completionCandidates = Known.Images.class,
      description = {
        "a folder of one folder per class, a .tar, .tar.gz or .zip of one, a .csv of"
            + " path,label[,split], cifar10: or cifar100:, or demo: for images that Graft draws"
            + " itself (${DEFAULT-VALUE})"
      })
  private String data = Demo.LOCATION;

  @Option(
      names = "--strategies",
      paramLabel = "NAME[@RATE],...",
      completionCandidates = Known.Strategies.class,
      description = {
        "feature-extract, probe, fine-tune, lp-ft, gradual, partial:STAGE, from-scratch,"
            + " naive-feature-extract; @RATE"
            + " gives one a learning rate of its own",
        "(feature-extract,fine-tune); on the demo partial:layer4 and from-scratch too; with --budget"
            + " or --trials feature-extract,probe,lp-ft"
      })
  private String strategies;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "run each strategy with N seeds (${DEFAULT-VALUE})")
  private int seeds = 1;

  @Option(
      names = "--keep-models",
      description = "keep every run's model, in DIR/models, as \"graft train\" does")
  private boolean keepModels;

  @Mixin private ExperimentArgs experiment;

  @Mixin private WatchArgs watched = new WatchArgs();

  @ArgGroup(validate = false, heading = "%nGoing on:%n", order = 20)
  private ResumeArgs resume = new ResumeArgs();

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nLearning rates:%n", order = 9)
  private SearchArgs search = new SearchArgs();

  @ArgGroup(validate = false, heading = "%nTraining:%n", order = 10)
  private TrainingArgs training = new TrainingArgs();

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    return watched.run(this, console, CompareCommand::new);
  }

  @Override
  public int run(Watch watch) throws IOException {
    return GoesOn.run(this, new CompareCommand(console), console, watch);
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
    search.check(line);
    boolean isDemo = data.equals(Demo.LOCATION);
    if (isDemo) {
      Demo.announce(console, "compare");
      Demo.preset(experiment, training);
    }
    if (search.asked()) {
      training.presetForSearch();
    }
    Strategy.Rates rates = training.rates(line);
    var request =
        new ExperimentArgs.Request(
            images,
            data,
            "comparison",
            keepModels ? Optional.of(MODELS) : Optional.empty(),
            "Comparison",
            BegunCommand.line("compare", ResumeArgs.arguments(line)),
            Arrays.stream(chosen(isDemo).split(",", -1)).map(String::strip).toList(),
            rates,
            training.settings(line, images.seed(), experiment.machine()),
            seeds,
            search.tuned(rates),
            keepModels ? this::keep : (folder, record, classifier) -> {},
            search.asked() // what a second of time decides cannot be repeated
                ? Optional.empty()
                : Optional.of(new Resumable(resume, "compare", ResumeArgs.arguments(line), begun)),
            watch);
    ExperimentArgs.Outcome outcome = experiment.run(request, console);
    console.say(Ending.of(outcome.record(), outcome.told(), console));
    console.say(
        "Written: %s and comparison.json%s",
        outcome.folder().path().resolve("comparison.md"),
        keepModels ? ", and the models in " + outcome.folder().path().resolve(MODELS) : "");
    console.say("Report: %s", outcome.folder().path().resolve(ReportFiles.PAGE));
    return 0;
  }

  private String chosen(boolean isDemo) {
    if (strategies != null) {
      return strategies;
    }
    if (search.asked()) {
      return "feature-extract,probe,lp-ft";
    }
    return isDemo ? Demo.STRATEGIES : "feature-extract,fine-tune";
  }

  private void keep(RunFolder folder, ComparisonRecord record, Classifier classifier) {
    RunRecord run = record.runs().get(record.runs().size() - 1);
    String name = run.label().replaceAll("[^A-Za-z0-9._-]", "-");
    String seed = seeds > 1 ? "-seed-" + run.seed() : "";
    new ModelFolder(folder, MODELS + "/" + name + seed, console).save(record, classifier);
  }
}
