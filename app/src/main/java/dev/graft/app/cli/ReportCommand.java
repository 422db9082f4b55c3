package dev.graft.app.cli;

import dev.graft.app.cli.results.FolderLock;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.run.ReportFiles;
import dev.graft.app.cli.run.StoredReport;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The report of results that lie there, made again. */
@Command(
    name = "report",
    sortOptions = false,
    description =
        "Makes report.html, report.md and the plots again, from the files of a folder of results"
            + " alone.")
final class ReportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "folder that \"graft compare\", \"train\", \"lesson\" or \"curve\" wrote")
  private Path results;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    var folder = new RunFolder(results);
    if (!Files.isDirectory(results)) {
      throw new UsageException("%s is no folder".formatted(results));
    }
    try (var lock = FolderLock.take(folder)) {
      new StoredReport(folder).write();
      console.say(
          "Written: %s, %s and %s/",
          results.resolve(ReportFiles.PAGE), ReportFiles.MARKDOWN, ReportFiles.PLOTS);
      return 0;
    }
  }
}
