package dev.graft.app.watch;

import dev.graft.app.report.html.drawing.Say;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts into words and numbers how far runs are. */
record HowFarMaker(
    List<LiveRun> runs,
    Optional<LiveRun> current,
    Optional<Uncharted> uncharted,
    Optional<Event.Progress> progress,
    Optional<LivePlan> plan) {

  HowFar at(long now, Pace pace, OptionalDouble loss, String said) {
    return new HowFar(
        plan.map(LivePlan::title).orElse(""),
        heading(),
        current.map(this::where).orElseGet(() -> between().where()),
        (int) runs.stream().filter(LiveRun::isFinished).count(),
        runs.size(),
        share(),
        progress.map(HowFarMaker::work).orElse(""),
        progress.map(step -> (double) step.images() / Math.max(1, step.totalImages())).orElse(0.0),
        loss,
        pace.imagesPerSecond(now),
        left(now, pace),
        said,
        plan.map(p -> p.folder().toString()).orElse(""),
        plan.flatMap(LivePlan::resume).orElse(""));
  }

  private String heading() {
    if (current.isPresent()) {
      return current.get().label();
    }
    return between().heading();
  }

  /** What goes on while no run that is charted does. */
  private record Between(String heading, String where) {}

  private Between between() {
    if (uncharted.isPresent()) {
      return new Between(uncharted.get().heading(), uncharted.get().where());
    }
    if (progress.isEmpty()) {
      return new Between("Getting ready", "Images are checked, weights are loaded.");
    }
    return switch (progress.get().work()) {
      case TRIAL ->
          new Between(
              "Looking for learning rates", "Short runs show what learning rates are worth.");
      case MAP ->
          new Between(
              "Writing the report", "It shows where test images lie for the frozen backbone.");
      default -> new Between("Writing results", "Those of all runs so far.");
    };
  }

  private String where(LiveRun run) {
    String seed =
        plan.isPresent() && plan.get().seeds().size() > 1 ? ", seed %d".formatted(run.seed()) : "";
    String which = "Run %d of %d%s".formatted(runs.indexOf(run) + 1, runs.size(), seed);
    if (run.isFinished()) {
      return which + ": the test images are evaluated, once.";
    }
    int epoch = epoch(run);
    List<String> stages = plan.map(LivePlan::stages).orElse(List.of());
    return "%s: %s. Epoch %d of %d."
        .formatted(which, run.phase(epoch).words(stages), epoch, run.planned());
  }

  /** The one under way; after a stop it may be later than those that are known. */
  private int epoch(LiveRun run) {
    int next = run.epochs().size() + 1;
    int told =
        progress
            .filter(step -> step.work() == Event.Work.TRAINING)
            .map(Event.Progress::epoch)
            .orElse(0);
    return Math.min(run.planned(), Math.max(next, told));
  }

  private double share() {
    double done = 0;
    double all = 0;
    for (LiveRun run : runs) {
      all += run.planned();
      done += run.isFinished() ? run.planned() : epochsDone(run);
    }
    return all == 0 ? 0 : Math.min(1, done / all);
  }

  private double epochsDone(LiveRun run) {
    if (progress.isEmpty() || !current.equals(Optional.of(run))) {
      return run.epochs().size();
    }
    Event.Progress step = progress.get();
    double before = epoch(run) - 1.0;
    return switch (step.work()) {
      case TRAINING -> before + (double) step.images() / Math.max(1, step.totalImages());
      case VALIDATION -> step.epoch();
      default -> before;
    };
  }

  private static String work(Event.Progress step) {
    String what =
        switch (step.work()) {
          case TRAINING -> "Epoch " + step.epoch();
          case TRIAL -> "Trial " + step.epoch();
          case VALIDATION -> "Epoch %d, the look after it".formatted(step.epoch());
          case TEST -> "Test";
          case MAP -> "Map of features";
        };
    return "%s: %s of %s images"
        .formatted(what, Say.count(step.images()), Say.count(step.totalImages()));
  }

  private HowFar.TimeLeft left(long now, Pace pace) {
    double later = 0;
    int unknown = 0;
    for (LiveRun run : runs) {
      if (!run.isFinished() && !current.equals(Optional.of(run))) {
        OptionalDouble seconds = secondsOfAnother(run);
        later += seconds.orElse(0);
        unknown += seconds.isEmpty() ? 1 : 0;
      }
    }
    return new HowFar.TimeLeft(ofCurrent(now, pace), later, unknown);
  }

  /** What a run of the same strategy took. */
  private OptionalDouble secondsOfAnother(LiveRun run) {
    return runs.stream()
        .filter(other -> other.label().equals(run.label()) && other.isFinished())
        .mapToDouble(other -> other.seconds().orElse(0))
        .average();
  }

  private OptionalDouble ofCurrent(long now, Pace pace) {
    if (current.isEmpty()) {
      return OptionalDouble.empty();
    }
    LiveRun run = current.get();
    if (run.isFinished()) {
      return OptionalDouble.of(0);
    }
    int epoch = epoch(run);
    if (!run.phase(epoch).isLast()) {
      return OptionalDouble.empty();
    }
    OptionalDouble training = pace.secondsLeft(now, run.planned() - epoch + 1);
    return training.isEmpty() ? training : OptionalDouble.of(training.getAsDouble() + test(run));
  }

  /** The test, told by the looks after epochs. */
  private double test(LiveRun run) {
    if (plan.isEmpty() || plan.get().images().watched() == 0) {
      return 0;
    }
    double look =
        run.epochs().stream().mapToDouble(EpochRecord::validationSeconds).average().orElse(0);
    return look * plan.get().images().test() / plan.get().images().watched();
  }
}
