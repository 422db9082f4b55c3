package dev.graft.app.cli.run;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.results.RunState;
import dev.graft.app.cli.results.Sparingly;
import dev.graft.app.cli.results.Trained;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.InterruptedRunException;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.json.ComparisonJson;
import dev.graft.app.report.json.Inspection;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.ComparisonMarkdown;
import dev.graft.app.report.text.ComparisonTable;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Comparison;
import dev.graft.compare.Entrant;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.data.Dataset;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.ValidateOn;
import dev.graft.files.Digest;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.train.record.Event;
import dev.graft.train.record.TrainingDivergedException;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Runs a comparison for a command: shows it, and keeps every finished run on disk.
 *
 * @param fileName of the results, without ending
 * @param images what is known of them, which belongs to the results
 * @param probe what was measured to choose the precision, which belongs to them too
 * @param kept the state of a command that can be gone on with
 * @param watch is told what is told the terminal
 */
public record Experiment(
    Console console,
    RunFolder folder,
    String fileName,
    String title,
    String line,
    Inspection images,
    Optional<MeasuredSpeed> probe,
    Optional<Kept> kept,
    Watch watch) {

  /** Where state is kept, and of which command. */
  public record Kept(RunState state, BegunCommand command) {}

  /**
   * What is compared.
   *
   * @param backbone of all candidates; where these differ in it, that of the first
   * @param entrants the backbones that are compared, one a candidate; empty where there is one
   */
  public record Plan(
      Dataset data,
      Backbone backbone,
      List<Entrant> entrants,
      List<Candidate> candidates,
      TrainSettings settings,
      ValidateOn validateOn,
      int seeds,
      Comparison.Options options) {

    public Plan {
      int images = options.part(data).train().size();
      var enough = new Enough(backbone.architecture(), images, settings);
      candidates = Candidate.with(enough, candidates);
      settings = enough.settings();
    }

    /** Whether that candidate takes part in all folds, as far as is known. */
    boolean isSure(Candidate candidate) {
      Architecture architecture =
          entrant(candidate.label()).map(Entrant::architecture).orElse(backbone.architecture());
      var enough = new Enough(architecture, part().train().size(), settings);
      return options.crossed().orElseThrow().isSure(candidate, enough);
    }

    /** The backbone of that candidate, where they differ in it. */
    Optional<Entrant> entrant(String label) {
      return entrants.stream().filter(each -> each.raced().label().equals(label)).findFirst();
    }

    /** What the results depend on of all weights. */
    String weightsSha256() {
      if (entrants.isEmpty()) {
        return backbone.provenance().sha256();
      }
      Digest all = Digest.sha256();
      entrants.stream()
          .map(each -> each.raced().model().weights().sha256())
          .sorted()
          .forEach(all::add);
      return all.hex();
    }

    /** The splits of a run: those of the first fold where images are cross-validated. */
    Dataset part() {
      return options.part(data);
    }

    String watched() {
      return validateOn == ValidateOn.TEST ? "test" : "validation";
    }

    /** All images that are tested. */
    Optional<ImageSource> test() {
      return options.crossed().<ImageSource>map(all -> all.folds().test()).or(data::test);
    }

    /**
     * The same as a comparison.
     *
     * @throws UsageException if it is none
     */
    Comparison comparison() {
      return UsageException.check(
          () ->
              entrants.isEmpty()
                  ? new Comparison(data, backbone, candidates, settings, validateOn, seeds, options)
                  : Comparison.ofBackbones(data, entrants, settings, validateOn, options));
    }
  }

  /**
   * Runs everything.
   *
   * @param trained is lent each run's classifier
   * @throws OutputException if a result cannot be written; it is printed then
   * @throws InterruptedRunException after Ctrl-C, saying what was kept and how to go on
   */
  ComparisonRecord run(Plan plan, Trained trained) throws IOException {
    Continuation continuation = continuation(plan);
    var pictures = new TestPictures(plan, line);
    var results = new Sparingly<ComparisonRecord>(record -> write(record, pictures));
    begin(plan, continuation, trained);
    Agenda agenda = Agenda.of(plan, continuation.finished());
    try (var display =
        new ProgressDisplay(console, plan.watched(), plan.part().train().size(), agenda)) {
      Consumer<Event> events = display.andThen(watch).andThen(event -> between(event, results));
      ComparisonRecord record =
          plan.comparison()
              .run(
                  events,
                  soFar -> {
                    results.give(soFar);
                    watch.soFar(soFar);
                    agenda.finished(soFar.runs().size());
                  },
                  (soFar, classifier) -> trained.accept(folder, complete(soFar), classifier),
                  continuation);
      results.end();
      writeReport(complete(record), pictures.withMap(record, events));
      return finished(complete(record), trained);
    } catch (CancellationException e) {
      uninterrupted(results::end);
      throw interrupted(trained, agenda, e);
    } catch (TrainingDivergedException e) {
      results.end();
      end(trained); // going on would lead there again
      throw e;
    } catch (UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) { // writing is ended by Ctrl-C too
        uninterrupted(results::end);
        throw new InterruptedRunException(whatIsKept(agenda), e);
      }
      throw e.getCause();
    } finally {
      watch.end();
    }
  }

  private ComparisonRecord finished(ComparisonRecord record, Trained trained) throws IOException {
    finish(record, trained);
    return record;
  }

  private InterruptedRunException interrupted(
      Trained trained, Agenda agenda, CancellationException e) throws IOException {
    if (kept.isEmpty()) {
      trained.end(folder);
    }
    return new InterruptedRunException(whatIsKept(agenda), e);
  }

  /** Progress is told while an epoch is timed: what is written then would count as its work. */
  private static void between(Event event, Sparingly<ComparisonRecord> results) {
    if (!(event instanceof Event.Progress)) {
      results.whenDue();
    }
  }

  /** Ctrl-C ends what is being written: what was finished before is written all the same. */
  private static void uninterrupted(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void begin(Plan plan, Continuation continuation, Trained trained) throws IOException {
    if (continuation.finished().isEmpty()) {
      trained.begin(folder);
    }
    var told = new WatchedPlan(plan);
    Optional<String> resume = kept.map(this::resume);
    watch.begin(told.of(title, folder, resume, continuation.finished()), told.images());
  }

  private Continuation continuation(Plan plan) throws OutputException {
    return kept.isPresent()
        ? kept.get().state().continuation(kept.get().command(), plan.candidates())
        : Continuation.none();
  }

  private void finish(ComparisonRecord record, Trained trained) throws IOException {
    try {
      trained.finished(folder, record);
    } catch (IOException | UncheckedIOException e) {
      console.say(ComparisonTable.lines(record)); // the work is done: it is at least seen
      throw e;
    }
    end(trained);
  }

  private void end(Trained trained) throws IOException {
    if (kept.isPresent()) {
      kept.get().state().delete();
    }
    trained.end(folder);
  }

  private String whatIsKept(Agenda agenda) {
    boolean some = agenda.hasFinished();
    String file = some ? "kept in %s; ".formatted(folder.path().resolve(fileName + ".json")) : "";
    return "interrupted with %s; ".formatted(agenda.progress())
        + file
        + kept.map(k -> "resume with: " + resume(k))
            .orElse(some ? "the rest was not" : "nothing was kept");
  }

  private String resume(Kept state) {
    return "./graft %s --resume %s"
        .formatted(state.command().name(), BegunCommand.word(folder.path().toString()));
  }

  private void write(ComparisonRecord soFar, TestPictures pictures) {
    ComparisonRecord record = complete(soFar);
    try {
      folder.write(fileName + ".json", ComparisonJson.of(record, Optional.of(images)));
      folder.write(fileName + ".md", ComparisonMarkdown.of(title, record));
      if (kept.isPresent()) {
        kept.get().state().keep(record);
      }
      new ReportFiles(folder).write(title, record, pictures.of(record));
    } catch (OutputException e) {
      // The work is done: what cannot be kept is at least seen.
      console.say(ComparisonTable.lines(record));
      throw new UncheckedIOException(e);
    }
  }

  private void writeReport(ComparisonRecord record, ReportMaterial material)
      throws OutputException {
    try {
      new ReportFiles(folder).write(title, record, material);
    } catch (OutputException e) {
      console.say(ComparisonTable.lines(record));
      throw e;
    }
  }

  /** With what the comparison itself does not know. */
  private ComparisonRecord complete(ComparisonRecord record) {
    var notes = new ArrayList<>(images.warnings());
    kept.ifPresent(state -> notes.addAll(state.command().notes()));
    return record.with(probe, notes);
  }
}
