package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.ByteSize;
import dev.graft.app.cli.values.Rate;
import dev.graft.app.cli.values.TimeSpan;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** How the words of every command are read. */
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
    line.registerConverter(Rate.class, Rate::parse);
    line.registerConverter(ByteSize.class, ByteSize::parse);
    line.registerConverter(TimeSpan.class, TimeSpan::parse);
    line.setUsageHelpWidth(Console.WIDTH);
  }
}
