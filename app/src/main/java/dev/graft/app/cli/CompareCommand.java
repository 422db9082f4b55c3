package dev.graft.app.cli;

import dev.graft.app.cli.options.DataArgs;
import dev.graft.app.cli.options.FoldsWanted;
import dev.graft.app.cli.options.JudgingArgs;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.SearchArgs;
import dev.graft.app.cli.options.SplitArgs;
import dev.graft.app.cli.options.TrainingArgs;
import dev.graft.app.cli.results.ModelFolder;
import dev.graft.app.cli.run.Ending;
import dev.graft.app.cli.run.ExperimentArgs;
import dev.graft.app.cli.run.ExperimentRequest;
import dev.graft.app.cli.run.GoesOn;
import dev.graft.app.cli.run.KeptModels;
import dev.graft.app.cli.run.Resumable;
import dev.graft.app.cli.run.ResumeArgs;
import dev.graft.app.cli.run.Watch;
import dev.graft.app.cli.run.WatchArgs;
import dev.graft.app.cli.run.Watchable;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.compare.Comparison;
import dev.graft.compare.advice.Pick;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.data.labelled.DrawnImages;
import dev.graft.train.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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

  static final String BACKBONES = "--backbones";

  /** What a comparison of the strategies of its pick does not repeat. */
  private static final Set<String> ITS_OWN =
      Set.of(BACKBONES, "--out", "--overwrite", "--keep-models", "--no-model", "--resume");

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
  private String data = DrawnImages.LOCATION;

  @Option(
      names = "--strategies",
      paramLabel = "NAME[@RATE],...",
      completionCandidates = Known.Strategies.class,
      description = {
        "feature-extract, probe, fine-tune, lp-ft, gradual, partial:STAGE, from-scratch,"
            + " naive-feature-extract; @RATE"
            + " gives one a learning rate of its own",
        "(feature-extract,probe,fine-tune,lp-ft; on the demo"
            + " feature-extract,partial:layer4,fine-tune,from-scratch; with --budget or --trials"
            + " feature-extract,probe,lp-ft; of an ONNX file feature-extract,probe)"
      })
  private String strategies;

  @Option(
      names = BACKBONES,
      paramLabel = "NAME,...",
      completionCandidates = Known.Raced.class,
      description = {
        "compare backbones instead, each by a probe on its features: NAME, NAME.TAG or NAME=WEIGHTS, as"
            + " --backbone and --weights take them; auto: those whose weights are on this machine and"
            + " whose licence allows commercial use"
      })
  private String backbones;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "run each strategy with N seeds (${DEFAULT-VALUE})")
  private int seeds = 1;

  @Option(
      names = "--keep-models",
      description =
          "keep every run's model (of cross-validated images those of the first fold), in"
              + " DIR/models, beside the pick's in DIR/model")
  private boolean keepModels;

  @Option(names = "--no-model", description = "keep no model, not even the pick's")
  private boolean noModel;

  @Mixin private ExperimentArgs experiment;

  @Mixin private WatchArgs watched = new WatchArgs();

  @ArgGroup(validate = false, heading = "%nResuming:%n", order = 20)
  private ResumeArgs resume = new ResumeArgs();

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nLearning rates:%n", order = 9)
  private SearchArgs search = new SearchArgs();

  @ArgGroup(validate = false, heading = "%nJudging:%n", order = 8)
  private JudgingArgs judging = new JudgingArgs();

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
    if (backbones != null) {
      BackboneRefusals.check(line);
      experiment.backbone().race(backbones, images.offline(), console);
    }
    var models = new KeptModels(which(), experiment.overwrites(), console);
    boolean isDemo = presets();
    Strategy.Rates rates = training.rates();
    var request =
        new ExperimentRequest(
            images,
            data,
            "comparison",
            models.folders(),
            "Comparison",
            BegunCommand.line("compare", ResumeArgs.arguments(line)),
            Arrays.stream(chosen(isDemo).split(",", -1)).map(String::strip).toList(),
            rates,
            training.settings(line, images.seed(), experiment.machine()),
            seeds,
            options(rates),
            folds(line),
            models,
            search.asked() // what a second of time decides cannot be repeated
                ? Optional.empty()
                : Optional.of(new Resumable(resume, "compare", ResumeArgs.arguments(line), begun)),
            watch);
    if (experiment.folder().isPresent() && !noModel) { // otherwise it will be a new one
      new ModelFolder(experiment.folder().get(), KeptModels.MODEL, console).check();
    }
    ExperimentArgs.Outcome outcome = experiment.run(request, console);
    console.say(Ending.of(outcome.record(), outcome.told(), console));
    models.tell(outcome.folder());
    next(line, outcome.record()).ifPresent(console::say);
    return 0;
  }

  /** What suits the images and the search; whether the images are the demo's. */
  private boolean presets() {
    boolean isDemo = data.equals(DrawnImages.LOCATION);
    if (isDemo) {
      Demo.announce(console, "compare");
      Demo.preset(experiment, training);
    }
    if (search.asked()) {
      training.presetForSearch();
    }
    return isDemo;
  }

  /** The strategies of the backbone that is picked, on the same images. */
  private Optional<String> next(ParseResult line, ComparisonRecord record) {
    if (backbones == null) {
      return Optional.empty();
    }
    return Pick.of(record)
        .run()
        .map(
            run ->
                "Compare its strategies: ./"
                    + BegunCommand.line("compare", nextArguments(line, run.label())));
  }

  private List<String> nextArguments(ParseResult line, String pick) {
    var words = new ArrayList<>(List.of(data));
    words.addAll(experiment.backbone().options(pick));
    for (OptionSpec option : line.matchedOptions()) {
      String name = option.longestName();
      if (!ITS_OWN.contains(name)) {
        String value = String.join(",", option.originalStringValues());
        words.add(value.isEmpty() ? name : name + "=" + value);
      }
    }
    return words;
  }

  private Comparison.Options options(Strategy.Rates rates) {
    Comparison.Options options = Comparison.Options.defaults().withCriteria(judging.criteria());
    return search.tuned(rates).map(options::withTuned).orElse(options);
  }

  private FoldsWanted folds(ParseResult line) {
    FoldsWanted folds = judging.folds();
    if (folds.asked().isEmpty()) {
      return folds;
    }
    for (String option : List.of(SplitArgs.TEST_LIMIT, SplitArgs.TEST_FRACTION)) {
      if (line.hasMatchedOption(option)) {
        throw new UsageException(
            "--folds tests every image once, so %s does not go with it: leave it out; --train-limit N takes N of all images"
                .formatted(option));
      }
    }
    if (search.asked()) {
      throw new UsageException(
          "--folds trains each strategy several times, so --budget and --trials do not go with it:"
              + " leave one of them out");
    }
    return folds;
  }

  private KeptModels.Which which() {
    if (keepModels && noModel) {
      throw new UsageException("--keep-models and --no-model exclude each other: leave one out");
    }
    return noModel
        ? KeptModels.Which.NONE
        : keepModels ? KeptModels.Which.ALL : KeptModels.Which.PICK;
  }

  private String chosen(boolean isDemo) throws IOException {
    if (backbones != null) {
      return "probe";
    }
    if (strategies != null) {
      return strategies;
    }
    String usual = isDemo ? Demo.STRATEGIES : "feature-extract,probe,fine-tune,lp-ft";
    return experiment
        .backbone()
        .strategies(search.asked() ? "feature-extract,probe,lp-ft" : usual, console);
  }
}
