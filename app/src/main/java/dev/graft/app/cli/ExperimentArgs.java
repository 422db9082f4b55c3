package dev.graft.app.cli;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Candidate;
import dev.graft.compare.ComparisonRecord;
import dev.graft.data.Dataset;
import dev.graft.data.Preprocessing;
import dev.graft.data.ValidateOn;
import dev.graft.train.Classifier;
import dev.graft.train.Strategy;
import dev.graft.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What every command that trains takes, and the order in which it is looked at. */
final class ExperimentArgs {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the results (runs/NAME-TIME)")
  private Path out;

  @ArgGroup(validate = false, heading = "%nImages:%n")
  private DataArgs data = new DataArgs();

  @ArgGroup(validate = false, heading = "%nBackbone:%n")
  private BackboneArgs backbone = new BackboneArgs();

  @ArgGroup(validate = false, heading = "%nMachine:%n")
  private MachineArgs machine = new MachineArgs();

  /**
   * What one command asks for beside these options.
   *
   * @param fileName of the results, without ending
   * @param title of the results; the images' name is put after it
   * @param trained is lent each run's classifier, and told the folder of the results
   */
  record Request(
      String location,
      String fileName,
      String title,
      List<String> strategies,
      Strategy.Rates rates,
      TrainSettings settings,
      int seeds,
      BiConsumer<RunFolder, Classifier> trained) {}

  /** What came of it. */
  record Outcome(ComparisonRecord record, RunFolder folder) {}

  MachineArgs machine() {
    return machine;
  }

  /** What a command sets where the user does not; see {@link DataArgs#preset}. */
  void preset(int trainImages, int testImages, ValidateOn watched, Preprocessing.Fit fit) {
    data.preset(trainImages, testImages, watched);
    backbone.preset(fit);
  }

  /** Checks everything that can be checked before the first image is trained on; then trains. */
  Outcome run(Request request, Console console) throws IOException {
    Architecture architecture = backbone.architecture();
    List<Candidate> candidates = candidates(request, architecture);
    machine.check();
    TrainSettings settings = request.settings();
    try (Dataset opened =
        data.open(request.location(), settings.seed(), backbone.offline(), console)) {
      RunFolder folder = RunFolder.of(out, opened.name());
      folder.check();
      machine.apply();
      try (Backbone loaded = backbone.load(console)) {
        Images images =
            Images.check(
                opened,
                loaded.preprocessing(),
                data.skipsUnreadable(),
                settings.loaderThreads(),
                console);
        var plan =
            new Experiment.Plan(
                images.data(), loaded, candidates, settings, data.validateOn(), request.seeds());
        console.say(new Heading(plan).lines());
        String title = request.title() + " on " + opened.name();
        var experiment =
            new Experiment(console, folder, request.fileName(), title, images.warnings());
        ComparisonRecord record =
            experiment.run(plan, classifier -> request.trained().accept(folder, classifier));
        return new Outcome(record, folder);
      }
    }
  }

  private static List<Candidate> candidates(Request request, Architecture architecture) {
    if (request.seeds() < 1) {
      throw new UsageException("--seeds must be 1 or more, got " + request.seeds());
    }
    List<Candidate> candidates =
        UsageException.check(
            () ->
                request.strategies().stream()
                    .map(text -> Candidate.parse(text, architecture, request.rates()))
                    .toList());
    var labels = new HashSet<String>();
    for (Candidate candidate : candidates) {
      if (!labels.add(candidate.label())) {
        throw new UsageException(
            "each strategy may be named once, %s is there twice".formatted(candidate.label()));
      }
    }
    return candidates;
  }
}
