package dev.graft.app.cli;

import dev.graft.app.cli.options.BackboneArgs;
import dev.graft.app.cli.options.DataArgs;
import dev.graft.app.cli.options.FeatureCacheArgs;
import dev.graft.app.cli.options.FeatureCheck;
import dev.graft.app.cli.options.Images;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.Inspection;
import dev.graft.app.report.json.InspectionJson;
import dev.graft.app.report.text.DataWarnings;
import dev.graft.app.report.text.FeatureWarnings;
import dev.graft.app.report.text.InspectionReport;
import dev.graft.backbone.Backbone;
import dev.graft.compare.check.DataFindings;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import dev.graft.data.labelled.DrawnImages;
import dev.graft.train.cache.Resources;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** What is in a set of images, and what is wrong with it. */
@Command(
    name = "inspect",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Checks every image: classes, splits, sizes, formats, unreadable files, imbalance,"
          + " duplicates.",
      "With --backbone, and on demo:, also by the features of a frozen backbone:"
          + " near-duplicates, labels that are probably wrong, preprocessing that does not fit the"
          + " weights. Changes no file."
    })
final class InspectCommand implements Callable<Integer> {

  private static final String LOADER_THREADS = "--loader-threads";
  private static final String WAY_OUT = "name another file with --json";

  /** What only a backbone needs. */
  private static final List<String> OF_BACKBONE =
      List.of(
          "--weights",
          "--fit",
          "--input-size",
          "--resize",
          "--precision",
          "--threads",
          "--cache-limit",
          "--decode",
          "--feature-cache",
          "--feature-cache-limit");

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DATA",
      completionCandidates = Known.Images.class,
      description = "as for \"graft compare\"")
  private String data;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write everything that was found to FILE as well")
  private Path json;

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nBackbone:%n", order = 2)
  private BackboneArgs backbone = new BackboneArgs();

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 3)
  private MachineArgs machine = new MachineArgs();

  @ArgGroup(validate = false, heading = "%nFeature cache:%n", order = 4)
  private FeatureCacheArgs features = new FeatureCacheArgs();

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    boolean isDemo = data.equals(DrawnImages.LOCATION);
    if (isDemo) {
      backbone.preset(Demo.BACKBONE);
    }
    ParseResult line = spec.commandLine().getParseResult();
    boolean looksThrough = isDemo || line.hasMatchedOption("--backbone");
    check(line, looksThrough);
    if (looksThrough) {
      machine.checkFor(backbone.architecture()); // refuses what it does not know
      machine.checkToTrain();
      MachineArgs.loadAhead();
    }
    try (Dataset opened = images.open(data, console)) {
      Inspection inspection =
          looksThrough ? through(opened, line) : inspection(scan(opened, line), Optional.empty());
      console.say(InspectionReport.lines(inspection));
      if (json != null) {
        write(InspectionJson.of(inspection));
      }
    }
    return 0;
  }

  private void check(ParseResult line, boolean looksThrough) throws OutputException {
    machine.check();
    UsageException.check(machine::resources);
    for (String option : OF_BACKBONE) {
      if (!looksThrough && line.hasMatchedOption(option)) {
        throw new UsageException(option + " goes with --backbone: without one nothing needs it");
      }
    }
    if (json != null && Files.isDirectory(json)) {
      throw new UsageException("--json %s is a folder; %s".formatted(json, WAY_OUT));
    }
  }

  private DataReport scan(Dataset opened, ParseResult line) throws IOException {
    int threads =
        line.hasMatchedOption(LOADER_THREADS)
            ? machine.resources().loaderThreads()
            : Runtime.getRuntime().availableProcessors();
    return Images.scan(opened, threads, console);
  }

  private Inspection through(Dataset opened, ParseResult line) throws IOException {
    TrainSettings fitted =
        machine.fit(machine.applyTo(TrainSettings.defaults()), console).settings();
    Resources resources = features.applyTo(fitted, console).resources();
    try (Backbone loaded = backbone.load(images.offline(), console)) {
      DataReport report = scan(opened, line);
      var readable = new Images(opened.checked(true, report), report);
      DataFindings found = FeatureCheck.of(readable, loaded, resources, images.seed(), console);
      return inspection(report, Optional.of(new Seen(found, loaded)));
    }
  }

  /** What was found through which backbone. */
  private record Seen(DataFindings found, Backbone backbone) {}

  private static Inspection inspection(DataReport report, Optional<Seen> seen) {
    var warnings =
        new ArrayList<>(
            seen.map(s -> DataWarnings.of(report, s.backbone().preprocessing()))
                .orElseGet(() -> DataWarnings.of(report)));
    warnings.addAll(DataWarnings.ofTraining(report));
    seen.ifPresent(s -> warnings.addAll(FeatureWarnings.of(s.found(), report.classNames())));
    return new Inspection(report, seen.map(Seen::found), warnings);
  }

  private void write(String text) throws OutputException {
    try {
      Files.writeString(json, text);
    } catch (IOException e) {
      throw new OutputException(json, WAY_OUT, e);
    }
    console.say("Written: %s", json);
  }
}
