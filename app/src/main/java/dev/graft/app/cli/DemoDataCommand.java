package dev.graft.app.cli;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.data.Dataset;
import dev.graft.data.labelled.DemoFolder;
import dev.graft.data.source.DataOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The demo's images as files, to be looked at. */
@Command(
    name = "demo-data",
    sortOptions = false,
    description = "Writes the images of demo: as PNG files, a folder a class, into a new folder.")
final class DemoDataCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(index = "0", paramLabel = "DIR", description = "a folder that is not there yet")
  private Path folder;

  DemoDataCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    int total = DemoFolder.images();
    try (Meter meter = Meter.start(console, "Drawing", total, "images")) {
      DemoFolder.write(folder, meter::at);
    }
    try (Dataset written = Dataset.open(folder.toString(), DataOptions.defaults())) {
      console.say(
          "Written: %,d images of %d classes in %s; ./graft compare %s trains on them.",
          total, written.classNames().size(), folder, folder);
    }
    return 0;
  }
}
