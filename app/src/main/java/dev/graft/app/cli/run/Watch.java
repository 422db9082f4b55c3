package dev.graft.app.cli.run;

import dev.graft.app.watch.LivePlan;
import dev.graft.app.watch.TrainedOn;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.util.function.Consumer;

/** Who looks on while a command trains. */
public interface Watch extends Consumer<Event> {

  /** Nobody. */
  Watch NOBODY = new Watch() {};

  /** The command's options are right; its work begins. */
  default void open() throws IOException {}

  /** Training begins; {@code images} stay open until {@link #end}. */
  default void begin(LivePlan plan, TrainedOn images) {}

  @Override
  default void accept(Event event) {}

  /** A run is done and its results are written. */
  default void soFar(ComparisonRecord record) {}

  /** Training is over, whatever came of it. */
  default void end() {}
}
