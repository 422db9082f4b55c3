package dev.graft.app.cli;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.manual.CommandText;
import dev.graft.app.manual.ManPage;
import dev.graft.compare.record.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Manual pages, from the same texts as the help. */
@Command(
    name = "man",
    sortOptions = false,
    description = {
      "Prints the manual page of graft or of a command, or writes them all.",
      "One to read: ./graft man compare | man -l -",
      "All to keep: ./graft man --out ~/.local/share/man/man1"
    })
final class ManCommand implements Callable<Integer> {

  private static final String WAY_OUT = "name another folder with --out";

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "the command it is about; by default graft itself")
  private String command;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder to write graft.1 and a page for each command to, instead")
  private Path out;

  ManCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    CommandText program = CommandText.of(spec.root());
    List<ManPage.Page> pages =
        ManPage.all(
            program, "graft " + Environment.version(), LocalDate.now(ZoneId.systemDefault()));
    if (out == null) {
      console.say("%s", page(pages).text().stripTrailing());
      return 0;
    }
    if (command != null) {
      throw new UsageException("--out writes the pages of all commands: leave COMMAND out");
    }
    try {
      Files.createDirectories(out);
      for (ManPage.Page page : pages) {
        Files.writeString(out.resolve(page.fileName()), page.text());
      }
    } catch (IOException e) {
      throw new OutputException(out, WAY_OUT, e);
    }
    console.say("Written: %d pages in %s", pages.size(), out);
    return 0;
  }

  private ManPage.Page page(List<ManPage.Page> pages) {
    String name = command == null ? "graft.1" : "graft-" + command + ".1";
    return pages.stream()
        .filter(page -> page.fileName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no command is called \"%s\" (see graft --help)".formatted(command)));
  }
}
