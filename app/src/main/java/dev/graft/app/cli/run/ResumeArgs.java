package dev.graft.app.cli.run;

import dev.graft.app.cli.options.CommandWords;
import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.results.RunState;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.compare.record.Environment;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.ProcessorSupport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Options about going on with a command that was stopped. */
public final class ResumeArgs {

  private static final String RESUME = "--resume";
  private static final String VERBOSE = "--verbose";
  private static final String EVERY = "--checkpoint-minutes";
  private static final Set<String> NOT_KEPT = Set.of(RESUME, VERBOSE, EVERY, WatchArgs.WATCH);
  private static final int MINUTES = 5;
  private static final int MOST_MINUTES = 100_000; // ten weeks

  @Option(
      names = RESUME,
      paramLabel = "DIR",
      description =
          "resume the command whose results are in DIR, where it was stopped; its other options"
              + " need not be repeated")
  private Path resume;

  @Option(
      names = EVERY,
      paramLabel = "N",
      description =
          "minutes of training that are lost at most when it is stopped, or an epoch"
              + " (${DEFAULT-VALUE})")
  private int minutes = MINUTES;

  /** The folder to go on with, where one was named. */
  Optional<RunFolder> folder() {
    return Optional.ofNullable(resume).map(RunFolder::new);
  }

  /** The state that a command keeps among its results. */
  RunState state(RunFolder results) {
    check();
    return new RunState(results, Duration.ofMinutes(minutes));
  }

  void check() {
    if (minutes < 0 || minutes > MOST_MINUTES) {
      throw new UsageException(
          "%s must be 0 to %d, got %d".formatted(EVERY, MOST_MINUTES, minutes));
    }
  }

  /** What changes no digit may be other than at first. */
  void take(ResumeArgs now, ParseResult line) {
    minutes = line.hasMatchedOption(EVERY) ? now.minutes : minutes;
  }

  /**
   * Gives {@code command} the options that were given when {@code folder}'s was begun.
   *
   * @param given what is given now, of which nothing may differ
   * @return what was begun
   */
  BegunCommand repeat(RunFolder folder, Object command, ParseResult given, Console console)
      throws IOException {
    RunState state = state(folder);
    if (!state.exists()) {
      throw new UsageException(
          "--resume %s: no command was stopped there; a finished one cannot be resumed"
              .formatted(folder.path()));
    }
    BegunCommand begun = state.begun();
    String name = given.commandSpec().name();
    if (!begun.name().equals(name)) {
      throw new UsageException(
          "--resume %s: \"%s\" was stopped there: resume it with ./graft %s --resume %s"
              .formatted(
                  folder.path(),
                  begun.line(),
                  begun.name(),
                  BegunCommand.word(folder.path().toString())));
    }
    begun = inPossiblePrecision(folder, begun, given);
    ParseResult then = parse(begun, command);
    for (String difference : differences(given, then, begun)) {
      throw new UsageException(
          ("--resume %s: %s is not what \"%s\" was started with; leave it out, or start again in"
                  + " another folder")
              .formatted(folder.path(), difference, begun.line()));
    }
    announce(begun, console);
    return begun;
  }

  /**
   * Refuses what this processor does not compute in: it could not end with the same numbers.
   * Whoever asks for float32 knows.
   */
  private static BegunCommand inPossiblePrecision(
      RunFolder folder, BegunCommand begun, ParseResult given) {
    Precision then = Precision.named(begun.precision());
    if (ProcessorSupport.lacks(then).isEmpty()) {
      return begun;
    }
    String other = Precision.FLOAT32.id();
    if (!given.matchedOptionValue(MachineArgs.PRECISION, "").equals(other)) {
      throw new UsageException(cannotGoOn(folder.path(), then));
    }
    return begun.goingOnIn(other);
  }

  /** Why what was begun in {@code then}, which this processor lacks, does not simply go on. */
  static String cannotGoOn(Path begun, Precision then) {
    return "--resume: %s was begun in %s, but %s, so that it cannot end with the same numbers here: go on where it was begun, or knowingly in float32 with --precision float32"
        .formatted(begun, then.id(), ProcessorSupport.lacks(then).orElse("it is there"));
  }

  private static void announce(BegunCommand begun, Console console) {
    if (!begun.graft().equals(Environment.version())) {
      console.tell(
          "graft: warning: started with Graft %s, this is %s: last digits may differ",
          begun.graft(), Environment.version());
    }
    begun
        .begunIn()
        .ifPresent(
            then ->
                console.tell(
                    "graft: warning: begun in %s, going on in %s: its numbers will be those of neither",
                    then, begun.precision()));
    console.say("Resuming \"%s\", started %s", begun.line(), begun.started());
    String here = Path.of("").toAbsolutePath().toString();
    if (!begun.folder().equals(here)) {
      console.say("It was started in %s; paths are now relative to %s", begun.folder(), here);
    }
  }

  private ParseResult parse(BegunCommand begun, Object command) {
    CommandLine line = CommandWords.of(command).setExpandAtFiles(false); // they were, at first
    try {
      return line.parseArgs(begun.arguments().toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UsageException(
          "\"%s\" was started with Graft %s and cannot be resumed: %s"
              .formatted(begun.line(), begun.graft(), e.getMessage()));
    }
  }

  private static List<String> differences(ParseResult given, ParseResult then, BegunCommand begun) {
    var differences = new ArrayList<String>();
    for (OptionSpec option : given.matchedOptions()) {
      String name = option.longestName();
      boolean isChosen =
          name.equals(MachineArgs.PRECISION) && option.getValue().equals(begun.precision());
      if (!NOT_KEPT.contains(name)
          && !isChosen
          && !(then.hasMatchedOption(name)
              && then.matchedOption(name)
                  .originalStringValues()
                  .equals(option.originalStringValues()))) {
        differences.add((name + " " + String.join(",", option.originalStringValues())).strip());
      }
    }
    for (PositionalParamSpec word : given.matchedPositionals()) {
      boolean same =
          then.matchedPositionals().stream()
              .anyMatch(w -> w.originalStringValues().equals(word.originalStringValues()));
      if (!same) {
        differences.add(String.join(" ", word.originalStringValues()));
      }
    }
    return differences;
  }

  /** The arguments of a command line, as they are to be repeated. */
  public static List<String> arguments(ParseResult line) {
    var arguments = new ArrayList<>(line.expandedArgs()); // files named by @ may change
    // Ahead of the command's name there is at most --verbose.
    int name = arguments.indexOf(line.commandSpec().name());
    boolean named =
        name >= 0 && arguments.subList(0, name).stream().allMatch(ResumeArgs::isVerbose);
    List<String> own = named ? arguments.subList(name + 1, arguments.size()) : arguments;
    return own.stream().filter(word -> !isVerbose(word) && !isWatch(word)).toList();
  }

  private static boolean isWatch(String word) {
    return word.equals(WatchArgs.WATCH) || word.startsWith(WatchArgs.WATCH + "=");
  }

  private static boolean isVerbose(String word) {
    return word.equals(VERBOSE) || word.startsWith(VERBOSE + "=");
  }
}
