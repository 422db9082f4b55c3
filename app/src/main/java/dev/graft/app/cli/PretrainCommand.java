package dev.graft.app.cli;

import dev.graft.app.cli.options.BackboneArgs;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.run.PretrainProgress;
import dev.graft.app.cli.run.PretrainState;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.InterruptedRunException;
import dev.graft.app.cli.values.Rate;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.SettingsText;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Environment;
import dev.graft.data.labelled.PretrainingImages;
import dev.graft.torch.Precision;
import dev.graft.train.Checkpoints;
import dev.graft.train.Classifier;
import dev.graft.train.Trainer;
import dev.graft.train.pretraining.Pretraining;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a backbone from nothing but drawn images: how the one that comes with Graft was made. */
@Command(
    name = "pretrain",
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Trains a backbone on images that Graft draws, and writes its weights: how those that"
            + " come with Graft were made.")
final class PretrainCommand implements Callable<Integer> {

  private static final Pretraining DEFAULTS = Pretraining.defaults();

  /** A little more than it was trained on shows networks more: arXiv 1906.06423. */
  private static final int INPUT_SIZE = 96;

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the weights, a .safetensors file (${DEFAULT-VALUE})")
  private Path out = Path.of(DEFAULTS.architecture().id() + ".safetensors");

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      completionCandidates = Known.Backbones.class,
      description = "one of those \"graft models\" lists (${DEFAULT-VALUE})")
  private String backbone = DEFAULTS.architecture().id();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "start from these instead of random ones")
  private Path weights;

  @Option(
      names = "--classes",
      paramLabel = "WHAT",
      completionCandidates = Classes.class,
      description = {
        "forms: in any colours; forms-and-colours: sets of colours in any form as well"
            + " (${DEFAULT-VALUE})"
      })
  private String classes = SettingsText.word(DEFAULTS.classes());

  @Option(names = "--steps", paramLabel = "N", description = "batches (${DEFAULT-VALUE})")
  private int steps = DEFAULTS.steps();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "images a step (${DEFAULT-VALUE})")
  private int batchSize = DEFAULTS.batchSize();

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description = "of the drawn images (${DEFAULT-VALUE})")
  private int side = DEFAULTS.side();

  @Option(
      names = "--input-size",
      paramLabel = "PIXELS",
      description = "that the weights ask for afterwards (${DEFAULT-VALUE})")
  private int inputSize = INPUT_SIZE;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "learning rate of SGD, falling as a cosine (${DEFAULT-VALUE})")
  private Rate rate = new Rate(DEFAULTS.rate());

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      description = "steps over which the rate rises (${DEFAULT-VALUE})")
  private int warmup = DEFAULTS.warmupSteps();

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      description = "of all parameters (${DEFAULT-VALUE})")
  private double weightDecay = DEFAULTS.weightDecay();

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "of the target spread over all classes (${DEFAULT-VALUE})")
  private double labelSmoothing = DEFAULTS.labelSmoothing();

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description = "drawn images for the evaluation at the end (${DEFAULT-VALUE})")
  private int validationImages = DEFAULTS.validationImages();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of first weights and images (${DEFAULT-VALUE})")
  private long seed = DEFAULTS.seed();

  @Option(
      names = "--commit",
      paramLabel = "TEXT",
      description = "of Graft's sources, for the file's header (${DEFAULT-VALUE})")
  private String commit = "unknown";

  @Option(
      names = "--resume",
      description = "resume the same command with the same options where it was stopped")
  private boolean resume;

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 3)
  private MachineArgs machine = new MachineArgs();

  /** The words of {@code --classes}. */
  static final class Classes extends Known {
    Classes() {
      super(PretrainingImages.Classes.values());
    }
  }

  PretrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return pretrain();
    } catch (CancellationException e) {
      String kept =
          state().exists()
              ? "interrupted; the same command with --resume continues from " + state().file()
              : "interrupted before the first step; nothing was kept";
      throw new InterruptedRunException(kept, e);
    }
  }

  private PretrainState state() {
    return new PretrainState(Path.of(out + ".checkpoint"));
  }

  private int pretrain() throws IOException {
    machine.checkToTrain();
    Pretraining pretraining = pretraining();
    Path target = out.toAbsolutePath();
    if (!Files.isDirectory(target.getParent())) {
      throw new UsageException(
          "--out %s: there is no folder %s; make it first".formatted(out, target.getParent()));
    }
    state().check(resume, machine);
    TrainSettings fitted =
        machine.fit(machine.applyTo(TrainSettings.defaults()), console).settings();
    console.say(
        "%s from %s weights: %,d steps of %d drawn images of %d x %d pixels, seed %d.",
        pretraining.architecture().id(),
        weights == null ? "random" : "given",
        steps,
        batchSize,
        side,
        side,
        seed);
    if (weights == null) {
      run(pretraining, Optional.empty(), fitted, target);
    } else {
      try (Backbone start = Backbone.read(pretraining.architecture(), weights)) {
        run(pretraining, Optional.of(start), fitted, target);
      }
    }
    console.say("Written: %s (%,d bytes)", out, Files.size(target));
    return 0;
  }

  private void run(
      Pretraining pretraining, Optional<Backbone> start, TrainSettings fitted, Path target)
      throws IOException {
    Checkpoints checkpoints = state().checkpoints();
    Optional<Precision> lost = state().lost();
    try (var progress = new PretrainProgress(console, steps, batchSize)) {
      Trainer.Result result =
          pretraining.run(start, fitted.resources(), Optional.of(checkpoints), progress);
      try (Classifier classifier = result.classifier()) {
        EpochRecord epoch = result.run().epochs().get(0);
        double accuracy = epoch.validationAccuracy().orElseThrow();
        console.say(
            "Done in %,.0f s: on %,d other drawn images of %d classes, top-1 accuracy is %.1f %%.",
            epoch.seconds(), validationImages, classifier.classNames().size(), 100 * accuracy);
        classifier.saveBackbone(target, inputSize, notes(start, lost, accuracy));
        Files.deleteIfExists(state().file());
      }
    }
  }

  private Pretraining pretraining() {
    return UsageException.check(
        () ->
            new Pretraining(
                BackboneArgs.named(backbone),
                Choice.of("--classes", classes, PretrainingImages.Classes.values()),
                steps,
                batchSize,
                side,
                rate.value(),
                warmup,
                weightDecay,
                labelSmoothing,
                validationImages,
                seed));
  }

  /** What made the file; no date, so that the same command writes the same bytes. */
  private Map<String, String> notes(
      Optional<Backbone> start, Optional<Precision> lost, double accuracy) {
    List<String> arguments = spec.commandLine().getParseResult().originalArgs();
    var notes = new LinkedHashMap<String, String>();
    notes.put("licence", "Apache-2.0");
    notes.put("made_by", "graft " + String.join(" ", withoutFiles(arguments)));
    start.ifPresent(given -> notes.put("started_from", given.provenance().sha256()));
    lost.ifPresent(precision -> notes.put("precision", precision.id() + ", then float32"));
    notes.put("seed", Long.toString(seed));
    notes.put("steps", Integer.toString(steps));
    notes.put("drawn_images", Long.toString((long) steps * batchSize));
    notes.put("drawn_accuracy", "%.4f".formatted(accuracy));
    notes.put("graft_version", Environment.version());
    notes.put("commit", commit);
    return notes;
  }

  /** Where files lie is nobody else's business; what was read is named by its hash. */
  private static List<String> withoutFiles(List<String> arguments) {
    var kept = new java.util.ArrayList<String>();
    kept.add("pretrain");
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--out") || arguments.get(i).equals("--weights")) {
        i++;
      } else if (!arguments.get(i).startsWith("--out=")
          && !arguments.get(i).startsWith("--weights=")
          && !arguments.get(i).equals("pretrain")
          && !arguments.get(i).equals("--resume")) {
        kept.add(arguments.get(i));
      }
    }
    return kept;
  }
}
