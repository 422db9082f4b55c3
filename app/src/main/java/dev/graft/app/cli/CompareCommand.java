package dev.graft.app.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
final class CompareCommand implements Callable<Integer> {

  private static final List<String> NEEDS_DATA =
      List.of(
          "graft: compare needs labelled images: a folder with one folder per class,",
          "a .tar, .tar.gz or .zip of one, a .csv of path,label, or cifar10: (download).",
          "Example: ./graft compare photos/ --backbone resnet18 --epochs 3");

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATA",
      description = {
        "a folder of one folder per class, a .tar, .tar.gz or .zip of one, a .csv of"
            + " path,label[,split], or cifar10: or cifar100:"
      })
  private String data;

  @Option(
      names = "--strategies",
      paramLabel = "NAME[@RATE],...",
      description = {
        "feature-extract, fine-tune, partial:STAGE, naive-feature-extract; @RATE gives one a"
            + " learning rate of its own (${DEFAULT-VALUE})"
      })
  private String strategies = "feature-extract,fine-tune";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "run each strategy with N seeds (${DEFAULT-VALUE})")
  private int seeds = 1;

  @Mixin private ExperimentArgs experiment;

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nTraining:%n", order = 10)
  private TrainingArgs training = new TrainingArgs();

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (data == null) {
      NEEDS_DATA.forEach(console::tell);
      return Failure.USAGE;
    }
    ParseResult line = spec.commandLine().getParseResult();
    var request =
        new ExperimentArgs.Request(
            images,
            data,
            "comparison",
            "Comparison",
            Arrays.stream(strategies.split(",", -1)).map(String::strip).toList(),
            training.rates(line),
            training.settings(line, images.seed(), experiment.machine()),
            seeds,
            (folder, classifier) -> {});
    ExperimentArgs.Outcome outcome = experiment.run(request, console);
    console.say(Ending.of(outcome.record()));
    console.say(
        "Written: %s and comparison.json", outcome.folder().path().resolve("comparison.md"));
    return 0;
  }
}
