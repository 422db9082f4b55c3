package dev.graft.app.cli.run;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import java.io.IOException;
import java.util.Map;
import java.util.Stack;
import java.util.function.Function;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether a page shows the command while it runs. */
public final class WatchArgs {

  public static final String WATCH = "--watch";

  private static final String ANY = "0";
  private static final int LAST_PORT = 65_535;

  @Option(
      names = WATCH,
      arity = "0..1",
      paramLabel = "PORT",
      preprocessor = AttachedOnly.class,
      description =
          "show the training in the browser while it runs, on this machine alone; with =PORT there")
  private Integer port;

  /** Takes a value after {@code =} alone: what follows as a word of its own is the images. */
  static final class AttachedOnly implements IParameterPreprocessor {

    @Override
    @SuppressWarnings("JdkObsolete") // picocli hands over a stack
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        arguments.push(ANY);
      }
      return false;
    }
  }

  /**
   * Runs a command, watched if that was asked for.
   *
   * @param anew makes another one like it, to go on with what was stopped
   */
  public int run(Watchable command, Console console, Function<Console, Watchable> anew)
      throws IOException {
    if (port == null) {
      return command.run(Watch.NOBODY);
    }
    if (port < 0 || port > LAST_PORT) {
      throw new UsageException("%s=PORT must be 0 to %d, got %d".formatted(WATCH, LAST_PORT, port));
    }
    try (var watched = new WatchedCommand(console, port, anew)) {
      return watched.run(command);
    }
  }
}
