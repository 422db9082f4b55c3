package dev.graft.app.cli;

import dev.graft.app.cli.options.Images;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.options.SplitArgs;
import dev.graft.app.cli.run.ProgressDisplay;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.SettingsText;
import dev.graft.app.report.json.TrainingImages;
import dev.graft.app.report.text.EvaluationText;
import dev.graft.data.CrossDuplicates;
import dev.graft.data.Dataset;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.ReorderedClasses;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import dev.graft.train.Classifier;
import dev.graft.train.ModelPlace;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How well a trained model does on labelled images. */
@Command(
    name = "evaluate",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Evaluates a trained model on labelled images of its classes.")
final class EvaluateCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "folder of results of \"graft train\" or \"graft compare\", a model's own folder, or a"
              + " .safetensors file")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      completionCandidates = Known.Images.class,
      description = "as for \"graft compare\"")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      completionCandidates = Splits.class,
      description = {
        "images to evaluate: train, validation or test; by default the test images, or all where"
            + " DATA has one split alone"
      })
  private String split;

  @Option(names = "--json", description = "print a JSON object instead of text")
  private boolean json;

  @Option(names = "--flips", description = "predict each image mirrored as well, and take the mean")
  private boolean flips;

  @Option(names = "--skip-unreadable", description = "leave out images that cannot be read")
  private boolean skipUnreadable;

  @Option(names = "--offline", description = "download no images")
  private boolean offline;

  @ArgGroup(validate = false, heading = "%nMachine:%n")
  private MachineArgs machine = new MachineArgs();

  /** The words of {@code --split}. */
  static final class Splits extends Known {
    Splits() {
      super(Split.values());
    }
  }

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    machine.check();
    model = ModelPlace.of(model);
    MachineArgs.loadAhead();
    TrainSettings settings = machine.applyTo(TrainSettings.defaults());
    DataOptions whole =
        DataOptions.defaults().withTestFraction(0).withValidationFraction(0).withOffline(offline);
    try (Classifier classifier = Classifier.load(model);
        Dataset opened = SplitArgs.open(data, whole, console)) {
      machine.checkFor(classifier.architecture());
      Split chosen = chosen(opened);
      named(classifier, splits(opened).get(chosen)); // before every image is looked at
      int threads = Runtime.getRuntime().availableProcessors();
      Images seen = Images.check(opened, skipUnreadable, CrossDuplicates.REPORT, threads, console);
      Images.tell(seen.warnings(classifier.preprocessing()), console);
      Dataset checked = seen.data();
      ImageSource images = named(classifier, splits(checked).get(chosen));
      Optional<Boolean> known = includesTrained(chosen);
      warn(chosen, known.orElse(false));
      Resources resources =
          machine.fit(settings, List.of(model), console.beside()).settings().resources();
      String word = SettingsText.word(chosen);
      Evaluation evaluation;
      try (var display = new ProgressDisplay(console, word, images.size())) {
        evaluation = classifier.evaluate(word, images, resources, flips, display);
      }
      console.say(json ? EvaluationText.json(evaluation, known) : EvaluationText.of(evaluation));
      return 0;
    }
  }

  /** Whether the model was trained on some of these images; empty where its folder is unknown. */
  private Optional<Boolean> includesTrained(Split chosen) {
    Optional<TrainingImages> trained = TrainingImages.of(model);
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    if (chosen != Split.TRAIN) {
      return Optional.of(false);
    }
    return Optional.of(trained.get().isAt(data) || isCopy(trained.get()));
  }

  /**
   * Whether these images, split as the training splits by default, or not where it had them in
   * folds, are those it had.
   */
  private boolean isCopy(TrainingImages trained) {
    DataOptions split = DataOptions.defaults().withSeed(trained.seed()).withOffline(true);
    try (Dataset again = SplitArgs.open(data, split, console)) {
      return again.fingerprint().equals(trained.fingerprint())
          || (!again.bringsSplits()
              && again.undivided().fingerprint().equals(trained.fingerprint()));
    } catch (IOException | UnreadableImageException e) {
      return false; // too few images to be split like that, or others than then
    }
  }

  private void warn(Split chosen, boolean includesTrained) {
    boolean asked = chosen == Split.TRAIN && split != null;
    if (!includesTrained && !asked) {
      return; // images of one split alone may be for anything
    }
    String which =
        includesTrained
            ? "these images include those the model was trained on"
            : "if the model was trained on these images";
    Path run = model.resolveSibling("run.json");
    console.tell(
        "graft: warning: %s%s the accuracy is too high: evaluate images that it was not trained"
            + " on; its test accuracy is in %s",
        which, includesTrained ? ", so" : ",", Files.isRegularFile(run) ? run : model);
  }

  private static Map<Split, ImageSource> splits(Dataset data) {
    var splits = new EnumMap<Split, ImageSource>(Split.class);
    splits.put(Split.TRAIN, data.train());
    data.validation().ifPresent(images -> splits.put(Split.VALIDATION, images));
    data.test().ifPresent(images -> splits.put(Split.TEST, images));
    splits.values().removeIf(images -> images == null || images.size() == 0);
    return splits;
  }

  private Split chosen(Dataset checked) {
    Map<Split, ImageSource> splits = splits(checked);
    if (split == null && splits.size() == 1) {
      return splits.keySet().iterator().next();
    }
    Split wanted = split == null ? Split.TEST : Choice.of("--split", split, Split.values());
    if (!splits.containsKey(wanted)) {
      throw new UsageException(
          "%s has no %s images; name a split with --split: %s"
              .formatted(
                  checked.name(),
                  SettingsText.word(wanted),
                  String.join(", ", splits.keySet().stream().map(SettingsText::word).toList())));
    }
    return wanted;
  }

  /** Classes go by their names, whatever their order. */
  private ImageSource named(Classifier classifier, ImageSource images) throws DataException {
    try {
      return ReorderedClasses.of(images, classifier.classNames());
    } catch (IllegalArgumentException e) {
      throw new DataException(
          data,
          e.getMessage(),
          "the model can only predict its own classes; leave other folders" + " out");
    }
  }
}
