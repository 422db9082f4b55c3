package dev.graft.app.cli;

import dev.graft.app.report.BegunCommand;
import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Pick;
import dev.graft.compare.Summary;
import dev.graft.train.Classifier;
import dev.graft.train.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which models of a comparison are kept: that of its pick, which is known only when all runs are
 * done, all of them, or none.
 */
final class KeptModels implements Trained {

  /** Where the pick's is kept, among the results. */
  static final String MODEL = "model";

  private static final String MODELS = "models";

  /** What was asked for. */
  enum Which {
    NONE,
    PICK,
    ALL
  }

  private final Which which;
  private final Console console;
  private String said = "";
  private boolean isKept;

  /** The pick's, where it was trained on all images after cross-validation. */
  private Optional<RunRecord> whole = Optional.empty();

  KeptModels(Which which, Console console) {
    this.which = which;
    this.console = console;
  }

  /** Names of the folders that it makes among the results. */
  List<String> folders() {
    return switch (which) {
      case NONE -> List.of();
      case PICK -> List.of(MODEL);
      case ALL -> List.of(MODEL, MODELS);
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
      new ModelFolder(folder, inModels(record, run), console).save(record, run, classifier);
    } else if (which == Which.PICK && canBePicked(record, run)) {
      saveCandidate(folder, run, classifier);
    }
  }

  private static boolean canBePicked(ComparisonRecord record, RunRecord run) {
    return run.seed() == record.seeds().get(0)
        && run.fold() <= 1
        && !new Summary(List.of(run)).hasDiverged(record.data().classNames().size());
  }

  private void saveCandidate(RunFolder folder, RunRecord run, Classifier classifier) {
    try {
      new Candidates(folder).save(run.label(), classifier);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UncheckedIOException(e); // the run goes on with --resume
      }
      console.tell(
          "graft: the model of %s was not kept, the comparison goes on: %s",
          run.label(), Failure.reason(e));
    }
  }

  @Override
  public boolean wantsWhole() {
    return which != Which.NONE;
  }

  @Override
  public void whole(RunFolder folder, RunRecord run, Classifier classifier) {
    whole = Optional.of(run);
    saveCandidate(folder, run, classifier);
  }

  private static String inModels(ComparisonRecord record, RunRecord run) {
    String name = run.label().replaceAll("[^A-Za-z0-9._-]", "-");
    return MODELS + "/" + name + (record.seeds().size() > 1 ? "-seed-" + run.seed() : "");
  }

  @Override
  public void finished(RunFolder folder, ComparisonRecord record) throws IOException {
    Pick pick = Pick.of(record);
    if (which == Which.NONE || pick.run().isEmpty()) {
      new ModelFolder(folder, MODEL, console).deleteOfComparison(); // it would pass for this one's
      said = which == Which.NONE ? "" : "No model was picked: " + pick.reason() + ".";
      return;
    }
    RunRecord run = whole.orElse(pick.run().get());
    Path source =
        which == Which.ALL && whole.isEmpty()
            ? folder.path().resolve(inModels(record, run))
            : new Candidates(folder).file(run.label());
    if (!Files.exists(source)) {
      new ModelFolder(folder, MODEL, console).deleteOfComparison();
      said =
          "No model was kept: that of %s, %s, is missing from %s; train it again with ./graft train --strategy %s."
              .formatted(run.label(), pick.reason(), source, run.label());
      return;
    }
    try (Classifier classifier = Classifier.load(source)) {
      new ModelFolder(folder, MODEL, console).save(record, run, classifier);
    }
    isKept = true;
    said =
        whole.isPresent()
            ? "%s (%s, trained on all images)".formatted(run.label(), pick.reason())
            : "%s (%s)".formatted(run.label(), pick.reason());
  }

  @Override
  public void end(RunFolder folder) throws OutputException {
    new Candidates(folder).clear();
  }

  /** What was written, and how to use it. */
  void tell(RunFolder folder) {
    Path results = folder.path();
    console.say(
        "Written: %s, comparison.json%s",
        results.resolve("comparison.md"), isKept ? " and the model of " + said : "");
    if (which == Which.ALL) {
      console.say("All models: %s", results.resolve(MODELS));
    }
    console.say("Report: %s", results.resolve(ReportFiles.PAGE));
    if (isKept) {
      console.say("Use it: ./graft predict %s IMAGE...", BegunCommand.word(results.toString()));
    } else if (!said.isEmpty()) {
      console.say(said);
    }
  }
}
