package dev.graft.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stand-in. */
@Command(name = "lesson", description = "not yet")
final class LessonCommand implements Callable<Integer> {
  private final Console console;

  LessonCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.say("not yet");
    return 1;
  }
}
