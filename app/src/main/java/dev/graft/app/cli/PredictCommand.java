package dev.graft.app.cli;

import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.cli.values.InputLines;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.SettingsText;
import dev.graft.app.report.text.PredictionFormat;
import dev.graft.data.store.ImageFiles;
import dev.graft.train.BatchPredictor;
import dev.graft.train.Classifier;
import dev.graft.train.cache.Resources;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a trained model says of images. */
@Command(
    name = "predict",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Predicts the classes of images with a trained model.",
      "Files that cannot be read are named and the others are predicted; the exit code is then 1."
    })
final class PredictCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "folder of results of \"graft train\" or \"graft compare\", a model's own folder, or a"
              + " .safetensors file")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "files; folders, with all below them; - for file names on standard input,"
              + " one per line")
  private List<String> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "most probable classes of each image (${DEFAULT-VALUE})")
  private int top = 1;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      completionCandidates = Forms.class,
      description = "table, csv, or jsonl: a JSON object a line (${DEFAULT-VALUE})")
  private String format = SettingsText.word(PredictionFormat.TABLE);

  @Option(names = "--flips", description = "predict each image mirrored as well, and take the mean")
  private boolean flips;

  @ArgGroup(validate = false, heading = "%nMachine:%n")
  private MachineArgs machine = new MachineArgs();

  /** The words of {@code --format}. */
  static final class Forms extends Known {
    Forms() {
      super(PredictionFormat.values());
    }
  }

  private long failed;
  private long all;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    PredictionFormat form = Choice.of("--format", format, PredictionFormat.values());
    if (top < 1) {
      throw new UsageException("--top must be 1 or more, got " + top);
    }
    machine.check();
    MachineArgs.loadAhead();
    TrainSettings settings = machine.applyTo(TrainSettings.defaults());
    try (Classifier classifier = Classifier.load(model)) {
      machine.checkFor(classifier.architecture());
      predict(
          classifier,
          form,
          machine.fit(settings, List.of(model), console.beside()).settings().resources());
    }
    if (all == 0) {
      console.tell("graft: no images in %s", String.join(", ", images));
    } else if (failed > 0) {
      console.tell("graft: %,d of %,d files could not be read", failed, all);
    }
    return all == 0 || failed > 0 ? Failure.FAILED : 0;
  }

  private void predict(Classifier classifier, PredictionFormat form, Resources resources) {
    try (var predictor = new BatchPredictor(classifier, resources, flips);
        ImageFiles files = ImageFiles.at(new Places(images))) {
      int shown = Math.min(top, classifier.classNames().size());
      form.head(shown).ifPresent(console::say);
      predictor.predict(
          files,
          outcome -> {
            all++;
            if (outcome.prediction().isEmpty()) {
              failed++;
              console.tell("graft: %s: %s", outcome.file(), outcome.problem());
            }
            form.line(outcome, classifier.classNames(), shown).ifPresent(console::say);
          });
      if (files.passedOver() > 0) {
        console.tell("graft: %,d other files were left out", files.passedOver());
      }
    }
  }

  /** What the user named, one after the other; what can be no name is told and counted. */
  private final class Places implements Iterator<Path> {

    private final Iterator<String> named;
    private InputLines lines;
    private Path next;

    Places(List<String> named) {
      this.named = named.iterator();
    }

    @Override
    public boolean hasNext() {
      while (next == null && (lines != null || named.hasNext())) {
        if (lines != null && lines.hasNext()) {
          next = path(lines.next());
        } else if (lines != null) {
          lines = null;
        } else {
          String name = named.next();
          boolean isInput = name.equals(STANDARD_INPUT);
          lines = isInput ? new InputLines(System.in) : null;
          next = isInput ? null : path(name);
        }
      }
      return next != null;
    }

    @Override
    public Path next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Path place = next;
      next = null;
      return place;
    }

    private Path path(String name) {
      try {
        return name.isBlank() ? null : Path.of(name);
      } catch (InvalidPathException e) {
        all++;
        failed++;
        console.tell("graft: %s: not the name of a file", e.getInput());
        return null;
      }
    }
  }
}
