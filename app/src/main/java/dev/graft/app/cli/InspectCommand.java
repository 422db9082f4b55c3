package dev.graft.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stand-in. */
@Command(name = "inspect", description = "not yet")
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.say("not yet");
    return 1;
  }
}
