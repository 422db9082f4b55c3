package dev.graft.app.watch;

import dev.graft.app.report.html.LiveCharts;
import dev.graft.app.report.html.LiveCourse;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.text.RunLines;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Everything that is known of the runs of a command while they go on. The training thread tells it,
 * and never waits longer than it takes to note a number; whoever shows it asks.
 */
public final class LiveState implements Consumer<Event> {

  private static final int MOST_SAID = 40;

  private Optional<LivePlan> plan = Optional.empty();
  private final List<LiveRun> runs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<LiveRun> current = Optional.empty();
  private Optional<Event.Progress> progress = Optional.empty();
  private OptionalDouble loss = OptionalDouble.empty();
  private Pace pace = new Pace(System.nanoTime());
  private String said = "";
  private int changes;
  private Optional<Uncharted> uncharted = Optional.empty();

  /** How far a training is: what names the images that it is at. */
  record Moment(String label, long seed, int epoch, int images, boolean isFit) {}

  /** Training begins, or goes on after a stop. */
  public synchronized void begin(LivePlan begun) {
    plan = Optional.of(begun);
    changes++;
    var before = List.copyOf(runs);
    runs.clear();
    for (long seed : begun.seeds()) {
      for (int i = 0; i < begun.candidates().size(); i++) {
        Candidate candidate = begun.candidates().get(i);
        boolean severalSeeds = begun.seeds().size() > 1;
        int number = i;
        runs.add(
            before.stream()
                .filter(run -> run.is(candidate.label(), seed))
                .findFirst()
                .orElseGet(() -> new LiveRun(candidate, seed, number, severalSeeds)));
      }
    }
    begun.finished().stream()
        .filter(run -> run.fold() <= 1) // the page shows the first
        .forEach(run -> find(run.label(), run.seed()).ifPresent(r -> r.finish(run)));
  }

  /** No run goes on any more: all are done, or the command was stopped. */
  public synchronized void end() {
    current = Optional.empty();
    uncharted = Optional.empty();
    progress = Optional.empty();
    loss = OptionalDouble.empty();
    changes++;
  }

  /** The last run was tested and its results are written. */
  public synchronized void soFar(ComparisonRecord record) {
    RunRecord last = record.runs().get(record.runs().size() - 1);
    if (last.fold() <= 1) {
      find(last.label(), last.seed()).ifPresent(run -> run.finish(last));
    }
    current = Optional.empty();
    if (record.complete()) {
      uncharted = Optional.empty();
    }
    say("%s is done%s".formatted(last.label(), tested(last)));
  }

  private static String tested(RunRecord run) {
    return run.test().map(t -> ": test accuracy " + Say.percent(t.accuracy())).orElse("");
  }

  @Override
  public synchronized void accept(Event event) {
    long now = System.nanoTime();
    if (event instanceof Event.Progress step) {
      note(step, now);
    } else if (event instanceof Event.FoldStarted begun) {
      uncharted = Uncharted.of(begun);
      say("fold %d of %d begins".formatted(begun.number(), begun.folds()));
    } else if (event instanceof Event.AllImages all) {
      uncharted = Optional.of(Uncharted.of(all));
      say("%s is trained without a test split".formatted(all.label()));
    } else if (event instanceof Event.RunStarted run) {
      begin(run, now);
    } else if (event instanceof Event.EpochDone done) {
      epochDone(done.epoch(), now);
    } else if (event instanceof Event.RunDone done) {
      done(done.run());
    } else if (event instanceof Event.Notice notice) {
      list(notice.text());
    } else if (event instanceof Event.TrialDone trial) {
      list(RunLines.trial(trial));
    }
  }

  private void begin(Event.RunStarted run, long now) {
    pace = new Pace(now);
    progress = Optional.empty();
    loss = OptionalDouble.empty();
    current = uncharted.isPresent() ? Optional.empty() : find(run.label(), run.seed());
    current.ifPresent(r -> r.begin(run));
    uncharted = uncharted.map(training -> training.with(run.label()));
    say("%s begins".formatted(run.label()));
  }

  private void done(RunRecord record) {
    if (uncharted.isEmpty()) {
      find(record.label(), record.seed()).ifPresent(run -> run.finish(record));
    } else if (uncharted.get().isLast()) {
      uncharted = Optional.empty();
    }
    changes++;
  }

  private void note(Event.Progress step, long now) {
    progress = Optional.of(step);
    loss = step.loss().isPresent() ? step.loss() : loss;
    if (step.work() != Event.Work.TRAINING) {
      return;
    }
    pace.trained(now, step.images(), step.totalImages());
    double at = step.epoch() - 1 + (double) step.images() / step.totalImages();
    if (current.isPresent() && step.loss().isPresent()) {
      current.get().loss(at, step.loss().getAsDouble());
    }
  }

  private void epochDone(EpochRecord epoch, long now) {
    pace.epochDone(now);
    if (current.isEmpty()) {
      return;
    }
    LiveRun run = current.get();
    run.add(epoch);
    if (run.phase(epoch.epoch()).number() != run.phase(epoch.epoch() + 1).number()) {
      pace.phaseBegins();
    }
    String seen =
        epoch.validationAccuracy().isPresent()
            ? ", accuracy " + Say.percent(epoch.validationAccuracy().getAsDouble())
            : "";
    say("%s: epoch %d of %d done%s".formatted(run.label(), epoch.epoch(), run.planned(), seen));
  }

  private void list(String text) {
    notes.add(text);
    if (notes.size() > MOST_SAID) {
      notes.remove(0);
    }
    changes++;
  }

  private void say(String text) {
    said = text;
    changes++;
  }

  private Optional<LiveRun> find(String label, long seed) {
    return runs.stream().filter(run -> run.is(label, seed)).findFirst();
  }

  /** Grows when what {@link #results} says becomes another; steps of training do not count. */
  synchronized int changes() {
    return changes;
  }

  /** Runs, charts and what was said, for a page. */
  synchronized Results results() {
    List<LiveCourse> courses =
        runs.stream().map(run -> run.course(current.equals(Optional.of(run)))).toList();
    var charts = new LiveCharts(courses, plan.map(LivePlan::watched).orElse("validation"));
    return new Results(charts, current.map(LiveRun::name).orElse(""), List.copyOf(notes));
  }

  /** What a page shows beside how far it is. */
  record Results(LiveCharts charts, String running, List<String> notes) {}

  /** What is trained on at this moment, if anything is. */
  synchronized Optional<Moment> moment() {
    return progress
        .filter(step -> step.work() == Event.Work.TRAINING && current.isPresent())
        .map(
            step ->
                new Moment(
                    current.get().label(),
                    current.get().seed(),
                    step.epoch(),
                    step.images(),
                    step.loss().isEmpty()));
  }

  /** How far it is, as of {@code now}. */
  synchronized HowFar howFar(long now) {
    return new HowFarMaker(List.copyOf(runs), current, uncharted, progress, plan)
        .at(now, pace, loss, said);
  }
}
