package dev.graft.app.cli;

import dev.graft.app.report.BegunCommand;
import dev.graft.app.report.Inspection;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Candidate;
import dev.graft.compare.ComparisonRecord;
import dev.graft.data.Dataset;
import dev.graft.data.Preprocessing;
import dev.graft.train.Classifier;
import dev.graft.train.Resources;
import dev.graft.train.Strategy;
import dev.graft.train.TrainSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that trains takes, and the order in which it is looked at. */
final class ExperimentArgs {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the results (runs/NAME-TIME)")
  private Path out;

  @Mixin private DataCheckArgs check = new DataCheckArgs();

  @ArgGroup(validate = false, heading = "%nBackbone:%n", order = 2)
  private BackboneArgs backbone = new BackboneArgs();

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 3)
  private MachineArgs machine = new MachineArgs();

  @ArgGroup(validate = false, heading = "%nFeature cache:%n", order = 4)
  private FeatureCacheArgs features = new FeatureCacheArgs();

  /**
   * What one command asks for beside these options.
   *
   * @param fileName of the results, without ending
   * @param title of the results; the images' name is put after it
   * @param trained is lent each run's classifier and the record that ends with the run, and told
   *     the folder of the results
   * @param resumable how it can be gone on with, if it can
   */
  record Request(
      SplitArgs images,
      String location,
      String fileName,
      String title,
      List<String> strategies,
      Strategy.Rates rates,
      TrainSettings settings,
      int seeds,
      Trained trained,
      Optional<Resumable> resumable) {}

  /** Who wants the networks. */
  @FunctionalInterface
  interface Trained {
    void accept(RunFolder folder, ComparisonRecord record, Classifier classifier);
  }

  /** What came of it. */
  record Outcome(ComparisonRecord record, RunFolder folder) {}

  MachineArgs machine() {
    return machine;
  }

  /** The folder asked for, where one was. */
  Optional<RunFolder> folder() {
    return Optional.ofNullable(out).map(RunFolder::new);
  }

  /** Keeps no features in files unless the user names a folder: for a command about times. */
  void presetNoFeatureCache() {
    features.presetOff();
  }

  /** The backbone of a command where the user names none. */
  void preset(Architecture architecture) {
    backbone.preset(architecture);
  }

  /** How a command fits images where the user does not say. */
  void preset(Preprocessing.Fit fit) {
    backbone.preset(fit);
  }

  /** The command goes on in {@code folder}, with the arithmetic chosen when it was begun. */
  void resume(RunFolder folder, BegunCommand begun) {
    out = folder.path();
    machine.pin(begun.precision(), begun.threads());
  }

  /** Checks everything that can be checked before the first image is trained on; then trains. */
  Outcome run(Request request, Console console) throws IOException {
    Architecture architecture = backbone.architecture();
    List<Candidate> candidates = candidates(request, architecture);
    machine.check();
    check.check();
    request.resumable().ifPresent(resumable -> resumable.args().check());
    try {
      return start(request, candidates, console);
    } catch (CancellationException | InterruptedIOException e) {
      if (request.resumable().isPresent() && request.resumable().get().begun().isPresent()) {
        throw new InterruptedRunException("interrupted; what was there is kept", e);
      }
      throw e;
    }
  }

  private Outcome start(Request request, List<Candidate> candidates, Console console)
      throws IOException {
    if (out == null || !Files.isDirectory(out)) {
      return open(request, candidates, console);
    }
    var there = new RunFolder(out);
    try (var lock = FolderLock.take(there)) { // before its state is taken for one to go on with
      if (request.resumable().isPresent()) {
        request.resumable().get().check(there);
      }
      return open(request, candidates, console);
    }
  }

  private Outcome open(Request request, List<Candidate> candidates, Console console)
      throws IOException {
    MachineArgs.loadAhead();
    SplitArgs split = request.images();
    boolean locked = out != null && Files.isDirectory(out);
    try (Dataset opened = split.open(request.location(), console)) {
      RunFolder folder = RunFolder.of(out, opened.name());
      folder.check();
      try (FolderLock lock = locked ? null : FolderLock.take(folder)) {
        return compare(request, candidates, opened, folder, console);
      }
    }
  }

  private Outcome compare(
      Request request,
      List<Candidate> candidates,
      Dataset opened,
      RunFolder folder,
      Console console)
      throws IOException {
    MachineArgs.Fitted fitted = machine.fit(request.settings(), console);
    TrainSettings settings = features.applyTo(fitted.settings(), console);
    SplitArgs split = request.images();
    try (Backbone loaded = backbone.load(split.offline(), console)) {
      Images images = check.scan(opened, scanThreads(settings.resources()), console);
      Inspection known = check.inspect(images, loaded, settings, console);
      var plan =
          new Experiment.Plan(
              images.data(), loaded, candidates, settings, split.validateOn(), request.seeds());
      Optional<Experiment.Kept> kept = kept(request, folder, plan);
      console.say(new Heading(plan).lines());
      ComparisonRecord record =
          experiment(request, known, folder, fitted, kept, console)
              .run(plan, (soFar, trained) -> request.trained().accept(folder, soFar, trained));
      return new Outcome(record, folder);
    }
  }

  private static Experiment experiment(
      Request request,
      Inspection images,
      RunFolder folder,
      MachineArgs.Fitted fitted,
      Optional<Experiment.Kept> kept,
      Console console) {
    String title = request.title() + " on " + images.scan().name();
    return new Experiment(console, folder, request.fileName(), title, images, fitted.probe(), kept);
  }

  private static Optional<Experiment.Kept> kept(
      Request request, RunFolder folder, Experiment.Plan plan) throws OutputException {
    return request.resumable().isEmpty()
        ? Optional.empty()
        : Optional.of(request.resumable().get().kept(folder, plan));
  }

  /** Nothing computes beside the scan: it may have every core. */
  private static int scanThreads(Resources resources) {
    return Math.max(resources.loaderThreads(), Runtime.getRuntime().availableProcessors());
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
