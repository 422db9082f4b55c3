package dev.graft.app.cli;

import java.io.IOException;

/** A command that somebody may watch. */
@FunctionalInterface
interface Watchable {

  /** Does all the command's work; returns its exit code. */
  int run(Watch watch) throws IOException;
}
