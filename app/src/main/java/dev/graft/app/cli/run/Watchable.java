package dev.graft.app.cli.run;

import java.io.IOException;

/** A command that somebody may watch. */
@FunctionalInterface
public interface Watchable {

  /** Does all the command's work; returns its exit code. */
  int run(Watch watch) throws IOException;
}
