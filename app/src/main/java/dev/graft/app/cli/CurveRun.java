package dev.graft.app.cli;

import dev.graft.app.report.CurveJson;
import dev.graft.app.report.CurveSvg;
import dev.graft.app.report.CurveTable;
import dev.graft.compare.Candidate;
import dev.graft.compare.CurveReading;
import dev.graft.compare.CurveRecord;
import dev.graft.compare.LearningCurve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** Runs a learning curve for a command: shows it, and keeps every finished point on disk. */
record CurveRun(Console console, ExperimentArgs.Ready ready) {

  /** Of the results, without ending. */
  static final String FILE = "curve";

  static final String JSON = FILE + ".json";
  static final String SVG = FILE + ".svg";

  /**
   * Runs everything.
   *
   * @throws OutputException if a result cannot be written; it is printed then
   * @throws InterruptedRunException after Ctrl-C, saying what was kept
   */
  CurveRecord run(LearningCurve curve) throws IOException {
    int[] finished = {0};
    try (var progress = new CurveProgress(console, agenda(curve.trainings()))) {
      return complete(
          curve.run(
              progress,
              soFar -> {
                progress.close();
                console.say(CurveTable.point(soFar));
                write(complete(soFar));
                finished[0]++;
              }));
    } catch (CancellationException e) {
      throw interrupted(finished[0], curve.trainings(), e);
    } catch (UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) { // writing is ended by Ctrl-C too
        throw interrupted(finished[0], curve.trainings(), e);
      }
      throw e.getCause();
    }
  }

  private Agenda agenda(int trainings) {
    List<String> labels = ready.plan().candidates().stream().map(Candidate::label).toList();
    return new Agenda(
        IntStream.range(0, trainings).mapToObj(i -> labels.get(i % labels.size())).toList(), 0);
  }

  private InterruptedRunException interrupted(int finished, int all, Exception cause) {
    String kept =
        finished == 0 ? "nothing was kept" : "kept in " + ready.folder().path().resolve(JSON);
    return new InterruptedRunException(
        "interrupted with %d of %d trainings finished; %s".formatted(finished, all, kept), cause);
  }

  private void write(CurveRecord record) {
    CurveReading reading = CurveReading.of(record);
    try {
      ready.folder().write(JSON, CurveJson.of(record, reading));
      ready.folder().write(SVG, CurveSvg.of(record, reading));
    } catch (OutputException e) {
      // The work is done: what cannot be kept is at least seen.
      console.say(CurveTable.lines(record, reading));
      throw new UncheckedIOException(e);
    }
  }

  /** With what the curve itself does not know. */
  private CurveRecord complete(CurveRecord record) {
    var notes = new ArrayList<>(record.notes());
    notes.addAll(ready.images().warnings());
    return record.with(record.environment().withProbe(ready.probe()), notes);
  }
}
