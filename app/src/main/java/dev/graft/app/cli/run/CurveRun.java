package dev.graft.app.cli.run;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.InterruptedRunException;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.html.CurveChart;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.json.CurveJson;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.CurveTable;
import dev.graft.compare.curve.CurveContinuation;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.curve.LearningCurve;
import dev.graft.compare.record.Candidate;
import dev.graft.train.record.TrainingDivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** Runs a learning curve for a command: shows it, and keeps every finished point on disk. */
public record CurveRun(Console console, ExperimentArgs.Ready ready, Experiment.Kept kept) {

  /** Of the results, without ending. */
  public static final String FILE = "curve";

  static final String JSON = FILE + ".json";
  public static final String SVG = FILE + ".svg";

  /**
   * Runs everything.
   *
   * @throws OutputException if a result cannot be written; it is printed then
   * @throws InterruptedRunException after Ctrl-C, saying what was kept
   */
  public CurveRecord run(LearningCurve curve) throws IOException {
    CurveContinuation continuation = kept.state().continuation(kept.command());
    int[] finished = {continuation.finished().size()};
    try (var progress = new CurveProgress(console, agenda(finished[0], curve.trainings()))) {
      CurveRecord record =
          curve.run(
              progress,
              soFar -> {
                progress.close();
                console.say(CurveTable.point(soFar));
                write(complete(soFar));
                finished[0]++;
              },
              continuation);
      kept.state().delete();
      return complete(record);
    } catch (CancellationException e) {
      throw interrupted(finished[0], curve.trainings(), e);
    } catch (TrainingDivergedException e) {
      kept.state().delete(); // going on would lead there again
      throw e;
    } catch (UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) { // writing is ended by Ctrl-C too
        throw interrupted(finished[0], curve.trainings(), e);
      }
      throw e.getCause();
    }
  }

  private Agenda agenda(int finished, int trainings) {
    List<String> labels = ready.plan().candidates().stream().map(Candidate::label).toList();
    return new Agenda(
        IntStream.range(finished, trainings).mapToObj(i -> labels.get(i % labels.size())).toList(),
        finished);
  }

  private InterruptedRunException interrupted(int finished, int all, Exception cause) {
    String where = BegunCommand.word(ready.folder().path().toString());
    return new InterruptedRunException(
        "interrupted with %d of %d trainings finished; resume with: ./graft curve --resume %s"
            .formatted(finished, all, where),
        cause);
  }

  private void write(CurveRecord record) {
    CurveReading reading = CurveReading.of(record);
    try {
      String json = CurveJson.of(record, reading);
      ready.folder().write(JSON, json);
      ready.folder().write(SVG, CurveChart.file(record, reading));
      writeReport(record);
      kept.state().keep(record, json);
    } catch (OutputException e) {
      // The work is done: what cannot be kept is at least seen.
      console.say(CurveTable.lines(record, reading));
      throw new UncheckedIOException(e);
    }
  }

  /** Of the curve, or with it where there are results of runs. */
  private void writeReport(CurveRecord record) throws OutputException {
    var report = new StoredReport(ready.folder());
    if (!report.hasRuns()) {
      String images = record.data().fingerprint();
      var material =
          new ReportMaterial(images, kept.command().line(), Map.of(), Map.of(), Optional.empty());
      ready.folder().write(ReportFiles.MATERIAL, material.json());
    }
    report.write();
  }

  /** With what the curve itself does not know. */
  private CurveRecord complete(CurveRecord record) {
    var notes = new ArrayList<>(record.notes());
    notes.addAll(ready.images().warnings());
    notes.addAll(kept.command().notes());
    return record.with(record.environment().withProbe(ready.probe()), notes);
  }
}
