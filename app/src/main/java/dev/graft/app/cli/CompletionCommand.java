package dev.graft.app.cli;

import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.manual.CommandText;
import dev.graft.app.manual.Completion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The script that teaches a shell the commands, options and known values. */
@Command(
    name = "completion",
    sortOptions = false,
    description = {
      "Prints what makes a shell complete commands, options and values.",
      "bash: ./graft completion bash > ~/.local/share/bash-completion/completions/graft",
      "zsh: ./graft completion zsh > FOLDER/_graft, with a FOLDER of $fpath",
      "fish: ./graft completion fish > ~/.config/fish/completions/graft.fish"
    })
final class CompletionCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash, zsh or fish")
  private String shell;

  /** The shells there are scripts for. */
  static final class Shells extends Known {
    Shells() {
      super(Completion.values());
    }
  }

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Completion chosen = Choice.of("SHELL", shell, Completion.values());
    console.say("%s", chosen.of(CommandText.of(spec.root())).stripTrailing());
    return 0;
  }
}
