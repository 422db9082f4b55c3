package dev.graft.app.cli.run;

import dev.graft.app.cli.options.CommandWords;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.watch.Control;
import dev.graft.app.watch.LivePlan;
import dev.graft.app.watch.LiveState;
import dev.graft.app.watch.TrainedOn;
import dev.graft.app.watch.WatchServer;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A command that pages show: it begins, may be stopped and gone on with from there, and when it is
 * over it stays as long as a page is open.
 */
final class WatchedCommand implements Watch, AutoCloseable {

  private static final int LOOK_MILLIS = 100;

  private final Console console;
  private final int port;
  private final Function<Console, Watchable> anew;
  private final LiveState state = new LiveState();
  private final Control control = new Control(Thread.currentThread());
  private final Thread atTheEnd = new Thread(control::end, "watch-end");
  private final AtomicBoolean told = new AtomicBoolean();
  private WatchServer server;
  private Optional<Path> resumable = Optional.empty();

  /** A command of this thread; {@code anew} makes another one to go on with it. */
  WatchedCommand(Console console, int port, Function<Console, Watchable> anew) {
    this.console = console;
    this.port = port;
    this.anew = anew;
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /** Runs it until it is over and no page is open; what it threw last is thrown again. */
  int run(Watchable command) throws IOException {
    Watchable next = command;
    while (true) {
      try {
        int code = next.run(this);
        control.takeStop(); // which came too late
        control.done();
        stay("Done. It is shown at %s until its page is closed, or Ctrl-C is pressed.");
        return code;
      } catch (IOException | RuntimeException e) {
        Optional<Watchable> again = afterwards(e);
        if (again.isEmpty()) {
          throw e;
        }
        next = again.get();
      }
    }
  }

  /** What goes on, once a page asked for it. */
  private Optional<Watchable> afterwards(Exception thrown) {
    Failure failure = Failure.of(thrown);
    if (failure.exitCode() != Failure.INTERRUPTED) {
      control.failed(failure.line());
      return Optional.empty();
    }
    if (!control.takeStop()) {
      control.stopped(failure.line(), false); // by Ctrl-C
      return Optional.empty();
    }
    control.stopped(failure.line(), resumable.isPresent());
    boolean goesOn =
        stay(
            "Stopped from the page %s, which can resume it. Ctrl-C ends it, and so does closing"
                + " the page.");
    if (!goesOn) {
      return Optional.empty();
    }
    Watchable again = anew.apply(console);
    CommandWords.of(again).parseArgs("--resume", resumable.orElseThrow().toString());
    return Optional.of(again);
  }

  /** Waits while a page is open; true if it asked to go on, false if none is or Ctrl-C came. */
  private boolean stay(String why) {
    boolean said = false;
    try {
      while (server != null && server.isNeeded() && !control.isEnded()) {
        if (control.takeResume()) {
          return true;
        }
        if (!said) {
          console.tell(why, server.address());
          said = true;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void open() throws IOException {
    if (server == null) {
      server = WatchServer.start(port, state, control, this::tellUnexpected);
      console.tell("Watching at %s", server.address());
    }
  }

  private void tellUnexpected(Throwable failure) {
    if (told.compareAndSet(false, true)) {
      console.tell("graft: unexpected, the page does not show everything: %s", failure);
    }
  }

  @Override
  public void begin(LivePlan plan, TrainedOn images) {
    resumable = plan.resume().map(command -> plan.folder());
    state.begin(plan);
    server.trainedOn(Optional.of(images));
    control.training();
  }

  @Override
  public void accept(Event event) {
    state.accept(event);
  }

  @Override
  public void soFar(ComparisonRecord record) {
    state.soFar(record);
  }

  @Override
  public void end() {
    state.end();
    server.trainedOn(Optional.empty());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      return; // the process is ending
    }
  }
}
