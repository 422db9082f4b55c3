package dev.graft.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stand-in. */
@Command(name = "train", description = "not yet")
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.say("not yet");
    return 1;
  }
}
