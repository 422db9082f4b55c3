package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.ByteSize;
import dev.graft.app.cli.values.Rate;
import dev.graft.app.cli.values.TimeSpan;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * How the words of every command are read.
 *
 * <p>Picocli's types are implemented by classes here, not by lambdas: they are of an old class
 * format, and lambdas of such a type keep it and all that implements it from the archive of classes
 * that the launcher makes.
 */
public final class CommandWords {

  private CommandWords() {}

  /** A command by itself, to read words as it would as part of the program. */
  public static CommandLine of(Object command) {
    var line = new CommandLine(command);
    configure(line);
    return line;
  }

  /** Gives a command {@code --help} and what it needs to read values. */
  public static void configure(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("say what there is, and end")
                .build());
    line.registerConverter(Rate.class, new Rates());
    line.registerConverter(ByteSize.class, new ByteSizes());
    line.registerConverter(TimeSpan.class, new TimeSpans());
    line.setUsageHelpWidth(Console.WIDTH);
  }

  private static final class Rates implements ITypeConverter<Rate> {
    @Override
    public Rate convert(String text) {
      return Rate.parse(text);
    }
  }

  private static final class ByteSizes implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
      return ByteSize.parse(text);
    }
  }

  private static final class TimeSpans implements ITypeConverter<TimeSpan> {
    @Override
    public TimeSpan convert(String text) {
      return TimeSpan.parse(text);
    }
  }
}
