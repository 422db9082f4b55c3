package dev.graft.app.cli.run;

import dev.graft.app.cli.options.BackboneArgs;
import dev.graft.app.cli.options.DataCheckArgs;
import dev.graft.app.cli.options.FeatureCacheArgs;
import dev.graft.app.cli.options.FoldsWanted;
import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.options.SplitArgs;
import dev.graft.app.cli.results.FolderLock;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.results.Trained;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.InterruptedRunException;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.json.Inspection;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Comparison;
import dev.graft.compare.Crossed;
import dev.graft.compare.Entrant;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.data.Dataset;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.train.cache.Resources;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that trains takes, and the order in which it is looked at. */
public final class ExperimentArgs {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the results (runs/NAME-TIME)")
  private Path out;

  @Option(
      names = "--overwrite",
      description = "replace the results of an earlier command of this kind in DIR")
  private boolean overwrite;

  @Mixin private DataCheckArgs check = new DataCheckArgs();

  @ArgGroup(validate = false, heading = "%nBackbone:%n", order = 2)
  private BackboneArgs backbone = new BackboneArgs();

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 3)
  private MachineArgs machine = new MachineArgs();

  @ArgGroup(validate = false, heading = "%nFeature cache:%n", order = 4)
  private FeatureCacheArgs features = new FeatureCacheArgs();

  /**
   * What came of it.
   *
   * @param told warnings that were said before the first run
   */
  public record Outcome(ComparisonRecord record, RunFolder folder, List<String> told) {}

  /**
   * Everything that was opened, loaded and looked at for a command.
   *
   * @param images what is known of them
   * @param probe what was measured to choose the precision, which belongs to them too
   */
  public record Ready(
      Experiment.Plan plan, RunFolder folder, Inspection images, Optional<MeasuredSpeed> probe) {}

  /** What a command does then; what is ready is closed afterwards. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Ready ready) throws IOException;
  }

  public MachineArgs machine() {
    return machine;
  }

  /** The folder asked for, where one was. */
  public Optional<RunFolder> folder() {
    return Optional.ofNullable(out).map(RunFolder::new);
  }

  /** Whether results that are there are to be replaced. */
  public boolean overwrites() {
    return overwrite;
  }

  /** Keeps no features in files unless the user names a folder: for a command about times. */
  public void presetNoFeatureCache() {
    features.presetOff();
  }

  public BackboneArgs backbone() {
    return backbone;
  }

  /** The backbone of a command where the user names none. */
  public void preset(Architecture architecture) {
    backbone.preset(architecture);
  }

  /** How a command fits images where the user does not say. */
  public void preset(Preprocessing.Fit fit) {
    backbone.preset(fit);
  }

  /** The command goes on in {@code folder}, with the arithmetic chosen when it was begun. */
  void resume(RunFolder folder, BegunCommand begun) {
    out = folder.path();
    machine.pin(begun.precision(), begun.threads());
  }

  /** Checks everything that can be checked before the first image is trained on; then compares. */
  public Outcome run(ExperimentRequest request, Console console) throws IOException {
    return run(request, console, ready -> compare(request, ready, console));
  }

  /** The same for a command that does something else with what is ready. */
  public <T> T run(ExperimentRequest request, Console console, Work<T> work) throws IOException {
    Architecture architecture = backbone.architecture();
    List<Candidate> candidates = request.candidates(architecture);
    machine.checkFor(architecture);
    machine.checkToTrain();
    check.check();
    request.resumable().ifPresent(resumable -> resumable.args().check());
    try {
      request.watch().open();
      return start(request, candidates, console, work);
    } catch (CancellationException | InterruptedIOException e) {
      if (request.resumable().isPresent() && request.resumable().get().begun().isPresent()) {
        throw new InterruptedRunException("interrupted; what was finished is kept", e);
      }
      throw e;
    }
  }

  private <T> T start(
      ExperimentRequest request, List<Candidate> candidates, Console console, Work<T> work)
      throws IOException {
    if (out == null || !Files.isDirectory(out)) {
      return open(request, candidates, console, work);
    }
    var there = new RunFolder(out);
    try (var lock = FolderLock.take(there)) { // before its state is taken for one to go on with
      checkFree(request, there);
      return open(request, candidates, console, work);
    }
  }

  /** Refuses to replace results unasked. */
  private void checkFree(ExperimentRequest request, RunFolder folder) {
    boolean goesOn = request.resumable().flatMap(Resumable::begun).isPresent();
    if (goesOn || overwrite) {
      return;
    }
    request.resumable().ifPresent(resumable -> resumable.check(folder));
    folder.refuseOlder(request.fileName() + ".json", Files::isRegularFile);
    request.models().forEach(name -> folder.refuseOlder(name, Files::isDirectory));
  }

  private <T> T open(
      ExperimentRequest request, List<Candidate> candidates, Console console, Work<T> work)
      throws IOException {
    MachineArgs.loadAhead();
    SplitArgs split = request.images();
    boolean locked = out != null && Files.isDirectory(out);
    try (Dataset opened = split.open(request.location(), request.folds().asked(), console)) {
      RunFolder folder = RunFolder.of(out, opened.name());
      folder.check();
      try (FolderLock lock = locked ? null : FolderLock.take(folder)) {
        if (out != null) {
          checkFree(request, folder); // another process may have made it meanwhile
        }
        return prepare(request, candidates, opened, folder, console, work);
      }
    }
  }

  private <T> T prepare(
      ExperimentRequest request,
      List<Candidate> named,
      Dataset opened,
      RunFolder folder,
      Console console,
      Work<T> work)
      throws IOException {
    MachineArgs.Fitted fitted = machine.fit(request.settings(), console);
    TrainSettings settings = features.applyTo(fitted.settings(), console);
    SplitArgs split = request.images();
    List<Entrant> entrants =
        backbone.entrants(split.offline(), settings.resources().compute(), console);
    List<Candidate> candidates =
        entrants.isEmpty() ? named : entrants.stream().map(Entrant::candidate).toList();
    try (Backbone loaded = first(entrants, split, console)) {
      FoldsWanted.Seen seen =
          request
              .folds()
              .look(
                  opened,
                  settings.seed(),
                  mayFold(request, candidates, loaded.architecture(), settings),
                  data -> check.scan(data, scanThreads(settings.resources()), console));
      Inspection known = check.inspect(seen.images(), loaded, entrants, settings, console);
      backbone.smallerInput(known.scan(), loaded, console);
      var plan =
          new Experiment.Plan(
              seen.images().data(),
              loaded,
              entrants,
              candidates,
              settings,
              split.validateOn(),
              request.seeds(),
              wanted(request, folder, seen.of(request.options())));
      return work.with(new Ready(plan, folder, known, fitted.probe()));
    }
  }

  private Backbone first(List<Entrant> entrants, SplitArgs split, Console console)
      throws IOException {
    return entrants.isEmpty()
        ? backbone.load(split.offline(), console)
        : entrants.get(0).source().open();
  }

  /** Whether images may be dealt to folds unasked: not where nobody would take part in all. */
  private static boolean mayFold(
      ExperimentRequest request,
      List<Candidate> candidates,
      Architecture architecture,
      TrainSettings settings) {
    var enough = new Enough(architecture, 1, settings); // costs do not depend on their number
    return !request.images().limitsTest()
        && request.options().tuned().isEmpty()
        && candidates.stream().anyMatch(candidate -> Crossed.isCheap(candidate, enough));
  }

  private static Comparison.Options wanted(
      ExperimentRequest request, RunFolder folder, Comparison.Options options) {
    Trained trained = request.trained();
    return trained.wantsWhole()
        ? options.withWhole((run, classifier) -> trained.whole(folder, run, classifier))
        : options;
  }

  /** Says what is about to be compared, and compares it. */
  public static Outcome compare(ExperimentRequest request, Ready ready, Console console)
      throws IOException {
    RunFolder folder = ready.folder();
    ready.plan().comparison(); // what is refused leaves no state behind
    Optional<Experiment.Kept> kept = kept(request, folder, ready.plan());
    console.say(new Heading(ready.plan()).lines());
    ComparisonRecord record =
        experiment(request, ready, kept, console).run(ready.plan(), request.trained());
    return new Outcome(record, folder, ready.images().warnings());
  }

  private static Experiment experiment(
      ExperimentRequest request, Ready ready, Optional<Experiment.Kept> kept, Console console) {
    return new Experiment(
        console,
        ready.folder(),
        request.fileName(),
        request.title() + " on " + ready.plan().data().name(),
        request.line(),
        ready.images(),
        ready.probe(),
        kept,
        request.watch());
  }

  private static Optional<Experiment.Kept> kept(
      ExperimentRequest request, RunFolder folder, Experiment.Plan plan) throws OutputException {
    return request.resumable().isEmpty()
        ? Optional.empty()
        : Optional.of(request.resumable().get().kept(folder, plan));
  }

  /** Nothing computes beside the scan: it may have every core. */
  private static int scanThreads(Resources resources) {
    return Math.max(resources.loaderThreads(), Runtime.getRuntime().availableProcessors());
  }
}
