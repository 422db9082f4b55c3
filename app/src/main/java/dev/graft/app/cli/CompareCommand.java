package dev.graft.app.cli;

import dev.graft.app.report.ComparisonTable;
import dev.graft.app.report.Wrap;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Candidate;
import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Conclusions;
import dev.graft.data.Dataset;
import dev.graft.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for comparison.md and comparison.json (runs/NAME-TIME)")
  private Path out;

  @ArgGroup(validate = false, heading = "%nImages:%n")
  private DataArgs dataArgs = new DataArgs();

  @ArgGroup(validate = false, heading = "%nBackbone:%n")
  private BackboneArgs backboneArgs = new BackboneArgs();

  @ArgGroup(validate = false, heading = "%nTraining:%n")
  private TrainingArgs trainingArgs = new TrainingArgs();

  @ArgGroup(validate = false, heading = "%nMachine:%n")
  private MachineArgs machineArgs = new MachineArgs();

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (data == null) {
      NEEDS_DATA.forEach(console::tell);
      return Failure.USAGE;
    }
    Architecture architecture = backboneArgs.architecture();
    List<Candidate> candidates =
        UsageException.check(
            () ->
                Arrays.stream(strategies.split(",", -1))
                    .map(String::strip)
                    .map(text -> Candidate.parse(text, architecture, trainingArgs.rates()))
                    .toList());
    TrainSettings settings = trainingArgs.settings(machineArgs);
    machineArgs.check();
    try (Dataset opened = dataArgs.open(data, settings.seed(), backboneArgs.offline(), console)) {
      RunFolder folder = RunFolder.of(out, opened.name());
      folder.check();
      Images images =
          Images.check(opened, dataArgs.skipsUnreadable(), settings.loaderThreads(), console);
      machineArgs.apply();
      try (Backbone backbone = backboneArgs.load(console)) {
        var plan =
            new Experiment.Plan(
                images.data(), backbone, candidates, settings, dataArgs.validateOn(), seeds);
        new Heading(plan).lines().forEach(line -> console.say("%s", line));
        var experiment =
            new Experiment(
                console, folder, "comparison", "Comparison on " + opened.name(), images.warnings());
        report(experiment.run(plan, classifier -> {}), folder);
      }
    }
    return 0;
  }

  private void report(ComparisonRecord record, RunFolder folder) {
    console.say("");
    ComparisonTable.lines(record).forEach(line -> console.say("%s", line));
    console.say("");
    Conclusions.of(record).stream()
        .flatMap(sentence -> Wrap.lines(sentence).stream())
        .forEach(line -> console.say("%s", line));
    record.notes().stream()
        .flatMap(note -> Wrap.hanging("Note: ", note + ".").stream())
        .forEach(line -> console.say("%s", line));
    console.say("Written: %s", folder.path().resolve("comparison.md") + " and comparison.json");
  }
}
