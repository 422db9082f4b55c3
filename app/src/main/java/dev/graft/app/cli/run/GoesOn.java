package dev.graft.app.cli.run;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.report.json.BegunCommand;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command that can be stopped and gone on with. */
public interface GoesOn {

  /** Its own, whose options were parsed. */
  CommandSpec spec();

  /** How it is gone on with. */
  ResumeArgs resume();

  /** Where its results go, and with which arithmetic. */
  ExperimentArgs experiment();

  /**
   * Does all its work; returns its exit code.
   *
   * @param begun what an earlier process left, when this one goes on with it
   */
  int run(ParseResult line, Optional<BegunCommand> begun, Watch watch) throws IOException;

  /**
   * Runs {@code asked}; with {@code --resume} that is {@code anew} with the options that were given
   * when what it names was begun.
   */
  static int run(GoesOn asked, GoesOn anew, Console console, Watch watch) throws IOException {
    ParseResult line = asked.spec().commandLine().getParseResult();
    RunFolder stopped = asked.resume().folder().orElse(null);
    if (stopped == null) {
      return asked.run(line, Optional.empty(), watch);
    }
    BegunCommand begun = asked.resume().repeat(stopped, anew, line, console);
    anew.resume().take(asked.resume(), line);
    anew.experiment().resume(stopped, begun);
    return anew.run(anew.spec().commandLine().getParseResult(), Optional.of(begun), watch);
  }
}
