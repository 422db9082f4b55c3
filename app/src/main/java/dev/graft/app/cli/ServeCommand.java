package dev.graft.app.cli;

import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.options.NeighbourArgs;
import dev.graft.app.cli.options.ServeArgs;
import dev.graft.app.cli.run.CtrlC;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.ModelNames;
import dev.graft.app.http.ServeSettings;
import dev.graft.app.serve.Gallery;
import dev.graft.app.serve.PredictionServer;
import dev.graft.app.serve.ServedModel;
import dev.graft.train.Classifier;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A page and an HTTP API over trained models, until the process is asked to end. */
@Command(
    name = "serve",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Shows trained models in the browser, and answers programs by HTTP: which class they"
          + " predict for an image, which parts of it decided, and which training images are"
          + " most similar.",
      "Ends with Ctrl-C, after the requests that have begun are answered."
    })
final class ServeCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]MODEL",
      description =
          "folders of results of \"graft train\" or \"graft compare\", models' own folders, or"
              + " .safetensors files")
  private List<String> models;

  @ArgGroup(validate = false, heading = "%nServer:%n", order = 10)
  private ServeArgs server = new ServeArgs();

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 20)
  private MachineArgs machine = new MachineArgs();

  @ArgGroup(validate = false, heading = "%nNeighbours:%n", order = 30)
  private NeighbourArgs neighbours = new NeighbourArgs();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<ModelNames> named = ModelNames.of(models);
    machine.check();
    neighbours.check(spec.commandLine().getParseResult());
    // Before anything is loaded, and once: a token may come from a pipe.
    ServeSettings asked = server.settings(machine.resources());
    MachineArgs.loadAhead();
    var loaded = new ArrayList<ServedModel>();
    try {
      for (ModelNames model : named) {
        loaded.add(new ServedModel(model.name(), Classifier.load(model.path())));
        machine.checkFor(loaded.get(loaded.size() - 1).classifier().architecture());
      }
      TrainSettings fitted =
          machine
              .fit(
                  machine.applyTo(TrainSettings.defaults()),
                  named.stream().map(ModelNames::path).toList(),
                  console.beside())
              .settings();
      Optional<Gallery> gallery = neighbours.addTo(loaded, fitted, console);
      serve(asked.withResources(fitted.resources()), loaded, gallery);
    } finally {
      loaded.forEach(ServedModel::close);
    }
    return 0;
  }

  private void serve(ServeSettings settings, List<ServedModel> loaded, Optional<Gallery> gallery)
      throws IOException {
    CtrlC.waitFor(settings.limits().toEnd().plusSeconds(20)); // and the last batches
    try (var running = PredictionServer.start(settings, loaded, gallery, this::tellUnexpected)) {
      console.say("graft: serving %s at %s", names(loaded), running.address());
      try {
        new CountDownLatch(1).await(); // until Ctrl-C
      } catch (InterruptedException e) {
        console.tell("graft: finishing the requests that have begun");
        running.close();
        console.tell("graft: stopped after %,d requests", running.answered());
      }
    }
  }

  private static String names(List<ServedModel> loaded) {
    return String.join(", ", loaded.stream().map(ServedModel::name).toList());
  }

  private void tellUnexpected(Throwable failure) {
    console.tell("graft: unexpected, a request was answered with 500: %s", failure);
  }
}
