package dev.graft.app.cli;

import dev.graft.app.report.InspectionReport;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in a set of images. */
@Command(
    name = "inspect",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Looks at every image: classes, splits, sizes, formats, unreadable files, imbalance,"
          + " duplicates."
    })
final class InspectCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(index = "0", paramLabel = "DATA", description = "as for \"graft compare\"")
  private String data;

  @Option(
      names = "--loader-threads",
      paramLabel = "N",
      description = "threads that decode images (${DEFAULT-VALUE})")
  private int threads = Runtime.getRuntime().availableProcessors();

  @ArgGroup(validate = false, heading = "%nImages:%n")
  private DataArgs images = new DataArgs();

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (threads < 1) {
      throw new UsageException("--loader-threads must be at least 1, got " + threads);
    }
    try (Dataset opened = images.open(data, console)) {
      DataReport report = Images.scan(opened, threads, console);
      console.say(InspectionReport.lines(report));
    }
    return 0;
  }
}
