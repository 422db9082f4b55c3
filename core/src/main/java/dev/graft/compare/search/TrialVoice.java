package dev.graft.compare.search;

import dev.graft.train.record.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a comparison's trainer says; of short runs only how far they are, under their numbers. */
public final class TrialVoice implements Consumer<Event> {

  private final Consumer<Event> events;
  private final List<Double> losses = new ArrayList<>();
  private int trial;
  private boolean trying;

  public TrialVoice(Consumer<Event> events) {
    this.events = events;
  }

  /** A short run of {@code label} begins, to see {@code what}. */
  void begin(String label, String what) {
    trying = true;
    trial++;
    losses.clear();
    events.accept(new Event.TrialStarted(trial, label, what));
  }

  /** It is over; the losses of its steps. */
  List<Double> end() {
    trying = false;
    return List.copyOf(losses);
  }

  /** Something of the search itself. */
  void say(Event event) {
    events.accept(event);
  }

  @Override
  public void accept(Event event) {
    if (!trying) {
      events.accept(event);
    } else if (event instanceof Event.Notice) {
      events.accept(event);
    } else if (event instanceof Event.Progress step && step.work() == Event.Work.TRAINING) {
      step.loss().ifPresent(losses::add);
      events.accept(
          new Event.Progress(
              Event.Work.TRIAL, trial, step.images(), step.totalImages(), step.loss()));
    }
  }
}
