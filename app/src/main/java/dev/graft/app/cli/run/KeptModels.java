package dev.graft.app.cli.run;

import dev.graft.app.cli.results.AllModels;
import dev.graft.app.cli.results.Candidates;
import dev.graft.app.cli.results.ModelFolder;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.results.Trained;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.compare.advice.Pick;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.Classifier;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which models of a comparison are kept: that of its pick, which is known only when all runs are
 * done, all of them, or none.
 */
public final class KeptModels implements Trained {

  /** Where the pick's is kept, among the results. */
  public static final String MODEL = "model";

  /** What was asked for. */
  public enum Which {
    NONE,
    PICK,
    ALL
  }

  private final Which which;
  private final boolean replaces;
  private final Console console;
  private String said = "";
  private boolean isKept;

  /** The pick's, where it was trained on all images after cross-validation. */
  private Optional<RunRecord> whole = Optional.empty();

  /** Strategies whose models could not be saved. */
  private final Set<String> unsaved = new HashSet<>();

  /** Those of one that {@code replaces} an earlier comparison, or not. */
  public KeptModels(Which which, boolean replaces, Console console) {
    this.which = which;
    this.replaces = replaces;
    this.console = console;
  }

  /** Names of the folders that it makes among the results. */
  public List<String> folders() {
    return switch (which) {
      case NONE -> List.of();
      case PICK -> List.of(MODEL);
      case ALL -> List.of(MODEL, AllModels.FOLDER);
    };
  }

  @Override
  public void begin(RunFolder folder) throws OutputException {
    new Candidates(folder).clear(); // of a command that was killed
  }

  @Override
  public void accept(RunFolder folder, ComparisonRecord record, Classifier classifier) {
    RunRecord run = record.runs().get(record.runs().size() - 1);
    if (which == Which.ALL && run.fold() <= 1) {
      new AllModels(folder, console).save(record, run, classifier);
    } else if (which == Which.PICK && canBePicked(record, run)) {
      saveCandidate(folder, run, classifier);
    }
  }

  private static boolean canBePicked(ComparisonRecord record, RunRecord run) {
    return run.seed() == record.seeds().get(0)
        && run.fold() <= 1
        && !new Summary(List.of(run)).hasDiverged(record.data().classNames().size());
  }

  private boolean saveCandidate(RunFolder folder, RunRecord run, Classifier classifier) {
    try {
      new Candidates(folder).save(run.label(), classifier);
      return true;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UncheckedIOException(e); // the run goes on with --resume
      }
      console.tell(
          "graft: the model of %s was not kept, the comparison goes on: %s",
          run.label(), Failure.reason(e));
      unsaved.add(run.label());
      return false;
    }
  }

  @Override
  public boolean wantsWhole() {
    return which != Which.NONE;
  }

  @Override
  public void whole(RunFolder folder, RunRecord run, Classifier classifier) {
    whole = saveCandidate(folder, run, classifier) ? Optional.of(run) : Optional.empty();
  }

  @Override
  public void finished(RunFolder folder, ComparisonRecord record) throws IOException {
    var all = new AllModels(folder, console);
    if (replaces) {
      all.deleteOlder(record);
    }
    Pick pick = Pick.of(record);
    if (which == Which.NONE || pick.run().isEmpty()) {
      String none = which == Which.ALL ? "No model is the pick's: " : "No model was kept: ";
      keepNone(folder, which == Which.NONE ? "" : none + pick.reason() + ".");
      return;
    }
    RunRecord run = whole.orElse(pick.run().get());
    Path source =
        which == Which.ALL && whole.isEmpty()
            ? all.path(record, run)
            : new Candidates(folder).file(run.label());
    if (!Files.exists(source)) {
      keepNone(folder, lost(record, run, pick, source));
      return;
    }
    try (Classifier classifier = Classifier.load(source)) {
      new ModelFolder(folder, MODEL, console).save(record, run, classifier);
    }
    isKept = true;
    said =
        whole.isPresent()
            ? "%s (%s, trained without a test split)".formatted(run.label(), pick.reason())
            : "%s (%s)".formatted(run.label(), pick.reason());
  }

  private String lost(ComparisonRecord record, RunRecord run, Pick pick, Path source) {
    String why = unsaved.contains(run.label()) ? "could not be saved" : "is missing from " + source;
    return "No model was kept: that of %s, %s, %s; train it again with ./graft train %s --%s %s."
        .formatted(
            run.label(),
            pick.reason(),
            why,
            BegunCommand.word(record.data().location()),
            record.kind(),
            run.label());
  }

  /** An earlier comparison's model would pass for this one's. */
  private void keepNone(RunFolder folder, String why) throws IOException {
    new ModelFolder(folder, MODEL, console).deleteOfComparison();
    said = why;
  }

  @Override
  public void end(RunFolder folder) throws OutputException {
    new Candidates(folder).clear();
  }

  /** What was written, and how to use it. */
  public void tell(RunFolder folder) {
    Path results = folder.path();
    console.say(
        "Written: %s, comparison.json%s",
        results.resolve("comparison.md"), isKept ? " and the model of " + said : "");
    if (which == Which.ALL) {
      console.say("All models: %s", new AllModels(folder, console).path());
    }
    console.say("Report: %s", results.resolve(ReportFiles.PAGE));
    if (isKept) {
      console.say("Use it: ./graft predict %s IMAGE...", BegunCommand.word(results.toString()));
    } else if (!said.isEmpty()) {
      console.say(said);
    }
  }
}
