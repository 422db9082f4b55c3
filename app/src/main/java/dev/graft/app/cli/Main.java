package dev.graft.app.cli;

import dev.graft.app.cli.options.CommandWords;
import dev.graft.app.cli.run.CtrlC;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.HelpStyle;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.cli.values.Nearest;
import dev.graft.compare.record.Environment;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code graft}. */
@Command(
    name = "graft",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Image transfer learning: freeze a pretrained backbone or fine-tune it, measured on your"
          + " images and machine.",
      ""
    },
    commandListHeading = "%nCommands (\"graft COMMAND --help\" lists a command's options):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage", "130:interrupted"},
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  GRAFT_HOME       folder for weights, data and features that are kept",
      "  GRAFT_JAVA_OPTS  options for Java, such as -Xmx4g",
      "  NO_COLOR         if not empty, no colours on a terminal either",
      "  FORCE_COLOR      if neither empty nor 0, colours in files and pipes, too"
    })
public final class Main
    implements Callable<Integer>, IParameterExceptionHandler, IExecutionExceptionHandler {

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "with an error, print where it happened")
  private boolean verbose;

  private final Console console;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs the command line of this process and ends it with the command's exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // its words are English, its digits are read by programs
    var ending = CtrlC.guard(Thread.currentThread());
    int code = execute(Console.ofProcess(), args);
    if (ending.finish()) {
      System.exit(code);
    }
  }

  /** Runs one command line; returns the exit code. */
  static int execute(Console console, String... args) {
    var main = new Main(console);
    var line = new CommandLine(main);
    line.getCommandSpec()
        .version("graft " + Environment.version())
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("say which Graft this is, and end")
                .build());
    for (Object command : commands(console)) {
      line.addSubcommand(command);
    }
    CommandWords.configure(line);
    line.getSubcommands().values().forEach(CommandWords::configure);
    new HelpStyle(console).dress(line);
    line.setParameterExceptionHandler(main);
    line.setExecutionExceptionHandler(main);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError | LinkageError | ServiceConfigurationError e) {
      return main.tell(e);
    }
  }

  /** Every command: a new one is a line here. */
  private static List<Object> commands(Console console) {
    return List.of(
        new CompareCommand(console),
        new CurveCommand(console),
        new TrainCommand(console),
        new PredictCommand(console),
        new EvaluateCommand(console),
        new ServeCommand(console),
        new ExportCommand(console),
        new ModelsCommand(console),
        new InspectCommand(console),
        new LessonCommand(console),
        new ReportCommand(console),
        new CacheCommand(console),
        new DemoDataCommand(console),
        new CompletionCommand(console),
        new ManCommand(console),
        new PretrainCommand(console),
        new PrepareCommand());
  }

  /** Says what is wrong with a command line; the exit code. */
  @Override
  public int handleParseException(ParameterException wrong, String[] given) {
    String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String what = wrong.getMessage().lines().findFirst().orElse("wrong usage");
    String hint = wrong instanceof UnmatchedArgumentException other ? Nearest.hint(other) : "";
    console.complain("%s%s (see %s --help)".formatted(what, hint, name));
    return Failure.USAGE;
  }

  /** Says why a command failed; the exit code. */
  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    return tell(thrown);
  }

  private int tell(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    console.complain(failure.line());
    if (verbose) {
      thrown.printStackTrace(console.err());
    }
    return failure.exitCode();
  }

  /** Without a command: what there is. */
  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr(), HelpStyle.scheme(console.errStyle()));
    return Failure.USAGE;
  }
}
