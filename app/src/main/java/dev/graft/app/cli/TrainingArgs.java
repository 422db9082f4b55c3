package dev.graft.app.cli;

import dev.graft.app.cli.TrainingWords.BatchNorm;
import dev.graft.app.cli.TrainingWords.ClassWeights;
import dev.graft.app.cli.TrainingWords.OptimizerName;
import dev.graft.app.report.SettingsText;
import dev.graft.data.Augmentation;
import dev.graft.torch.OptimizerSettings;
import dev.graft.train.Schedule;
import dev.graft.train.Strategy;
import dev.graft.train.Supervision;
import dev.graft.train.TrainSettings;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options about training. */
final class TrainingArgs {

  private static final Strategy.Rates RATES = Strategy.Rates.defaults();
  private static final TrainSettings DEFAULTS = TrainSettings.defaults();
  private static final int SEARCHED_WARMUP = 16;
  private static final int SEARCHED_PATIENCE = 3;
  private static final OptimizerSettings.Sgd SGD = OptimizerSettings.Sgd.defaults();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the images (${DEFAULT-VALUE})")
  private int epochs = RATES.epochs();

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "learning rate of head and backbone alike")
  private Rate rate;

  @Option(
      names = "--head-lr",
      paramLabel = "RATE",
      description = "that of the new head (1e-3; on the demo 5e-3)")
  private Rate headRate;

  private double presetHeadRate = RATES.head();

  private Supervision presetSupervision = DEFAULTS.supervision();

  @Option(
      names = "--backbone-lr",
      paramLabel = "RATE",
      description = "that of the backbone's unfrozen stages (${DEFAULT-VALUE})")
  private Rate backboneRate = new Rate(RATES.backbone());

  @Option(
      names = "--schedule",
      paramLabel = "SHAPE",
      completionCandidates = TrainingWords.Shapes.class,
      description = "constant or cosine (constant; with --budget or --trials cosine)")
  private String schedule;

  private Schedule presetSchedule = DEFAULTS.schedule();

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      description = "steps over which the rate rises (0; with --budget or --trials 16)")
  private Integer warmup;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      completionCandidates = TrainingWords.Optimizers.class,
      description = "adam, adamw or sgd (${DEFAULT-VALUE})")
  private String optimizer = SettingsText.word(OptimizerName.of(DEFAULTS.optimizer()));

  @Option(names = "--momentum", paramLabel = "SHARE", description = "of sgd (${DEFAULT-VALUE})")
  private double momentum = SGD.momentum();

  @Option(names = "--nesterov", description = "Nesterov's momentum, with sgd")
  private boolean nesterov = SGD.nesterov();

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      description = "by default the optimizer's own: 0, for adamw 0.01")
  private Rate weightDecay;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "of the target spread over all classes (${DEFAULT-VALUE})")
  private double labelSmoothing = DEFAULTS.labelSmoothing();

  @Option(
      names = "--class-weights",
      paramLabel = "HOW",
      completionCandidates = TrainingWords.Weighings.class,
      description = {
        "none, or balanced: every class counts alike, however many images it has (${DEFAULT-VALUE})"
      })
  private String classWeights = "none";

  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      description = "blend images and labels by shares of Beta(ALPHA, ALPHA), in [0, 1] (0: not)")
  private double mixup = DEFAULTS.mixup();

  @Option(
      names = "--stage-factor",
      paramLabel = "SHARE",
      description = {
        "rate of each unfrozen stage as a share of that of the one behind it, in (0, 1]"
            + " (${DEFAULT-VALUE}: one rate for all)"
      })
  private double stageFactor = RATES.stageFactor();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "images a step (${DEFAULT-VALUE})")
  private int batchSize = DEFAULTS.batchSize();

  @Option(
      names = "--augment",
      paramLabel = "HOW",
      completionCandidates = Known.Views.class,
      description = {
        "training views: none, flip, crop, crop:VIEWS for so many crops that come again, or rand for a"
            + " flip and two random changes of tone or shape (${DEFAULT-VALUE})"
      })
  private String augment = DEFAULTS.augmentation().name();

  @Option(
      names = "--early-stop",
      paramLabel = "N",
      description = {
        "keep the epoch with the smallest validation loss, and end when N epochs brought no"
            + " smaller one; off by default"
      })
  private Integer earlyStop;

  @Option(
      names = "--batch-norm",
      paramLabel = "HOW",
      completionCandidates = TrainingWords.Norms.class,
      description = "statistics of unfrozen stages: moving or fixed (${DEFAULT-VALUE})")
  private String batchNorm = SettingsText.word(BatchNorm.of(RATES.statistics()));

  /** The head's learning rate where the user does not say. */
  void presetHeadRate(double other) {
    presetHeadRate = other;
  }

  /** Schedule and supervision of runs whose rates were looked for, where the user does not say. */
  void presetForSearch() {
    presetSchedule = new Schedule(Schedule.Shape.COSINE, SEARCHED_WARMUP);
    presetSupervision = Supervision.stoppingAfter(SEARCHED_PATIENCE);
  }

  /** Epochs and rates; {@code --lr} stands for whichever of the two others is not given. */
  Strategy.Rates rates(ParseResult line) {
    double head =
        headRate != null ? headRate.value() : rate != null ? rate.value() : presetHeadRate;
    double backbone =
        rate == null || given(line, "--backbone-lr") ? backboneRate.value() : rate.value();
    BatchNorm statistics = Choice.of("--batch-norm", batchNorm, BatchNorm.values());
    return new Strategy.Rates(epochs, head, backbone, statistics.statistics(), stageFactor);
  }

  /** Everything but the strategy. */
  TrainSettings settings(ParseResult line, long seed, MachineArgs machine) {
    return UsageException.check(
        () ->
            new TrainSettings(
                optimizer(line),
                batchSize,
                schedule(),
                labelSmoothing,
                Augmentation.named(augment),
                seed,
                machine.resources(),
                supervision(),
                Choice.of("--class-weights", classWeights, ClassWeights.values())
                    == ClassWeights.BALANCED,
                mixup));
  }

  private Schedule schedule() {
    Schedule.Shape shape =
        schedule == null
            ? presetSchedule.shape()
            : Choice.of("--schedule", schedule, TrainingWords.SHAPES);
    return new Schedule(shape, warmup == null ? presetSchedule.warmupSteps() : warmup);
  }

  private Supervision supervision() {
    if (earlyStop == null) {
      return presetSupervision;
    }
    if (earlyStop < 1) {
      throw new UsageException("--early-stop must be 1 epoch or more, got " + earlyStop);
    }
    return Supervision.stoppingAfter(earlyStop);
  }

  private OptimizerSettings optimizer(ParseResult line) {
    OptimizerName name = Choice.of("--optimizer", optimizer, OptimizerName.values());
    if (name != OptimizerName.SGD && (given(line, "--momentum") || nesterov)) {
      throw new UsageException("--momentum and --nesterov go with --optimizer sgd");
    }
    return switch (name) {
      case ADAM -> adam(OptimizerSettings.Adam.defaults());
      case ADAMW -> adamW(OptimizerSettings.AdamW.defaults());
      case SGD -> new OptimizerSettings.Sgd(momentum, nesterov, decay(SGD.weightDecay()));
    };
  }

  private OptimizerSettings adam(OptimizerSettings.Adam own) {
    return new OptimizerSettings.Adam(
        own.beta1(), own.beta2(), own.epsilon(), decay(own.weightDecay()));
  }

  private OptimizerSettings adamW(OptimizerSettings.AdamW own) {
    return new OptimizerSettings.AdamW(
        own.beta1(), own.beta2(), own.epsilon(), decay(own.weightDecay()));
  }

  private double decay(double own) {
    return weightDecay == null ? own : weightDecay.value();
  }

  private static boolean given(ParseResult line, String option) {
    return line.hasMatchedOption(option);
  }
}
