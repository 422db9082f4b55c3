package dev.graft.app.cli.run;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.app.cli.terminal.Task;
import dev.graft.app.report.text.RunLines;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/** Shows a comparison while it runs: what will learn, a progress line, and a line an epoch. */
public final class ProgressDisplay implements Consumer<Event>, AutoCloseable {

  private static final int ALL_SHOWN = 15;
  private static final int MOMENTS_SHOWN = 10;

  /** Seconds. */
  private static final double MOMENT = 0.5;

  private final Console console;
  private final String watched;
  private final int trainImages;
  private final Agenda agenda;
  private final Set<String> listed = new HashSet<>();
  private Event.Work work;
  private int epoch;
  private int epochs;
  private Event.TrialStarted trial = new Event.TrialStarted(0, "", "");
  private Event.PhaseStarted phase = new Event.PhaseStarted(1, 1, 1);

  /** Of the last epoch, if it was of this phase. */
  private OptionalDouble secondsAnEpoch = OptionalDouble.empty();

  /** The last fold that was begun. */
  private int folds;

  /** Whether runs are told by their progress alone. */
  private boolean isQuiet;

  private long epochBegan;
  private Meter meter;

  /**
   * A display of runs.
   *
   * @param watched the word for the split that is looked at after each epoch
   * @param trainImages of an epoch
   */
  public ProgressDisplay(Console console, String watched, int trainImages, Agenda agenda) {
    this.console = console;
    this.watched = watched;
    this.trainImages = trainImages;
    this.agenda = agenda;
  }

  /** A display of something that is no run. */
  public ProgressDisplay(Console console, String watched, int images) {
    this(console, watched, images, new Agenda(List.of(), 0));
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Progress progress) {
      show(progress);
      return;
    }
    close();
    if (event instanceof Event.FoldStarted begun) {
      fold(begun);
    } else if (event instanceof Event.AllImages all) {
      isQuiet = true;
      console.say("");
      console.say(
          "Training %s without a test split: %,d images train, %,d validate",
          all.label(), all.training(), all.validating());
    } else if (event instanceof Event.TrialStarted begun) {
      trial = begun;
    } else if (event instanceof Event.RunStarted run) {
      agenda.begin(run.label());
      epochs = run.epochs();
      if (!isQuiet) {
        say(run);
      }
    } else if (event instanceof Event.PhaseStarted begun) {
      phase = begun;
      secondsAnEpoch = OptionalDouble.empty();
      startEpoch(begun.epoch());
    } else if (event instanceof Event.Notice notice) {
      console.tell("graft: %s", notice.text());
    } else if (event instanceof Event.TrialDone trial) {
      console.say(RunLines.trial(trial));
    } else if (event instanceof Event.EpochDone done) {
      EpochRecord record = done.epoch();
      if (!isQuiet && isShown(record)) {
        console.say(RunLines.epoch(record, watched));
      }
      secondsAnEpoch = OptionalDouble.of(record.seconds() + record.validationSeconds());
      startEpoch(record.epoch() + 1);
    }
  }

  /**
   * After the first fold its number is enough, and who it is for where it comes again: strategies
   * that train the backbone follow the others. With the first one begins another backbone.
   */
  private void fold(Event.FoldStarted begun) {
    isQuiet = begun.number() > 1;
    folds = isQuiet ? folds : 0;
    if (isQuiet) {
      console.say("");
      console.say(
          "Fold %d of %d%s",
          begun.number(),
          begun.folds(),
          begun.number() <= folds ? ", strategies that train the backbone" : "");
    }
    folds = Math.max(folds, begun.number());
  }

  private void say(Event.RunStarted run) {
    List<String> lines =
        RunLines.of(run.label(), run.seed(), run.stages(), listed.add(run.label()));
    console.say("");
    console.say("%s", console.style().bold(lines.get(0)));
    console.say(lines.subList(1, lines.size()).stream().map(console.style()::dim).toList());
  }

  /** Of many epochs that take a moment each, about {@link #MOMENTS_SHOWN} are. */
  private boolean isShown(EpochRecord record) {
    int each = (epochs + MOMENTS_SHOWN - 1) / MOMENTS_SHOWN;
    return epochs <= ALL_SHOWN
        || record.seconds() > MOMENT
        || record.epoch() % each == 0
        || record.epoch() == epochs;
  }

  /** Before its first batch, so that the time that takes counts for the time left. */
  private void startEpoch(int number) {
    if (number <= epochs) {
      start(
          new Event.Progress(Event.Work.TRAINING, number, 0, trainImages, OptionalDouble.empty()));
    }
  }

  private void start(Event.Progress progress) {
    work = progress.work();
    epoch = progress.epoch();
    epochBegan = work == Event.Work.TRAINING ? System.nanoTime() : epochBegan;
    String title = title(progress);
    meter =
        Meter.start(
            console,
            new Task(
                name(progress),
                () -> title,
                progress.totalImages(),
                "images",
                progress.images(),
                ahead(progress)));
  }

  private void show(Event.Progress progress) {
    if (progress.work() != work || progress.epoch() != epoch) {
      close();
      start(progress);
    }
    meter.at(progress.images());
    if (progress.images() == progress.totalImages()) {
      close();
    }
  }

  private Task.Ahead ahead(Event.Progress progress) {
    int more = Math.max(0, epochs - progress.epoch());
    OptionalDouble others = agenda.secondsAhead();
    return switch (progress.work()) {
      case TRAINING ->
          secondsAnEpoch.isPresent()
              ? new Task.Ahead(0, false, more * secondsAnEpoch.getAsDouble(), others)
              : new Task.Ahead(more, more > 0, 0, others);
      case VALIDATION ->
          new Task.Ahead(0, more > 0 && secondsAnEpoch.isEmpty(), more * secondsAnEpoch(), others);
      case TEST -> new Task.Ahead(0, false, 0, others);
      case TRIAL, MAP -> Task.Ahead.nothing();
    };
  }

  private double secondsAnEpoch() {
    return secondsAnEpoch.orElseGet(() -> (System.nanoTime() - epochBegan) / 1e9);
  }

  private String title(Event.Progress progress) {
    String of = ", epoch %d/%d".formatted(progress.epoch(), epochs);
    String part =
        phase.phases() > 1 ? ", phase %d/%d".formatted(phase.number(), phase.phases()) : "";
    return switch (progress.work()) {
      case TRAINING -> agenda.current() + ": training" + part + of;
      case VALIDATION -> agenda.current() + ": " + watched + part + of;
      case TEST -> agenda.current().isEmpty() ? "Test" : agenda.current() + ": test";
      case TRIAL -> "%s: trial %d, %s".formatted(trial.label(), trial.number(), trial.what());
      case MAP -> "Map of the features";
    };
  }

  private String name(Event.Progress progress) {
    return switch (progress.work()) {
      case TRAINING -> "Epoch " + progress.epoch();
      case TRIAL -> "Trial " + progress.epoch();
      case VALIDATION -> "Epoch %d, %s".formatted(progress.epoch(), watched);
      case TEST -> "Test";
      case MAP -> "Features";
    };
  }

  @Override
  public void close() {
    if (meter != null) {
      meter.close();
    }
    meter = null;
    work = null;
  }
}
