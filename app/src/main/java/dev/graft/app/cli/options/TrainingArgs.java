package dev.graft.app.cli.options;

import dev.graft.app.cli.options.TrainingWords.BatchNorm;
import dev.graft.app.cli.options.TrainingWords.ClassWeights;
import dev.graft.app.cli.options.TrainingWords.OptimizerName;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.Rate;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.SettingsText;
import dev.graft.data.loading.Augmentation;
import dev.graft.torch.OptimizerSettings;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.Arrays;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options about training. */
public final class TrainingArgs {

  private static final Strategy.Rates RATES = Strategy.Rates.defaults();
  private static final TrainSettings DEFAULTS = TrainSettings.defaults();
  private static final int SEARCHED_WARMUP = 16;
  private static final int SEARCHED_PATIENCE = 3;
  private static final OptimizerSettings.Sgd SGD = OptimizerSettings.Sgd.defaults();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = {
        "passes over the images (as many as suit their number: 2 or 3 where the backbone learns; for a"
            + " head alone more, to its end)"
      })
  private Integer epochs;

  private int presetEpochs = RATES.epochs();

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "learning rate of head and backbone alike")
  private Rate rate;

  @Option(
      names = "--head-lr",
      paramLabel = "RATE",
      description = {
        "that of a new head (1e-3; up to 5e-3 for fewer than 1,000 steps); one that is fitted"
            + " first learns at the backbone's"
      })
  private Rate headRate;

  private EarlyStopping presetEarlyStopping = DEFAULTS.earlyStopping();

  @Option(
      names = "--backbone-lr",
      paramLabel = "RATE",
      description = {
        "that of the backbone's unfrozen stages (1e-4; for fewer than 1,000 training images 1e-7"
            + " an image, 1e-5 at least)"
      })
  private Rate backboneRate;

  @Option(
      names = "--schedule",
      paramLabel = "SHAPE",
      completionCandidates = TrainingWords.Shapes.class,
      description = "of the rates: constant or cosine (${DEFAULT-VALUE})")
  private String schedule = SettingsText.word(DEFAULTS.schedule().shape());

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      description = {
        "steps over which the rate rises, a quarter of all at most (8; with --budget"
            + " or --trials 16)"
      })
  private Integer warmup;

  private int presetWarmup = DEFAULTS.schedule().warmupSteps();

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
      description = {"images a step (32; 16 or 8 for fewer than 640 or 320 training images)"})
  private Integer batchSize;

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
      names = "--metric",
      paramLabel = "NAME",
      completionCandidates = TrainingWords.Metrics.class,
      description = {
        "what is to be good in the end: accuracy, balanced (accuracy, every class alike), f1 (mean"
            + " over the classes) or auc. Picks, curves, searches and early stopping go by it"
            + " (${DEFAULT-VALUE})"
      })
  private String metric = DEFAULTS.metric().id();

  @Option(
      names = "--batch-norm",
      paramLabel = "HOW",
      completionCandidates = TrainingWords.Norms.class,
      description = "statistics of unfrozen stages: moving or fixed (${DEFAULT-VALUE})")
  private String batchNorm = SettingsText.word(BatchNorm.of(RATES.statistics()));

  /** The passes over the images where the user does not say. */
  public void presetEpochs(int other) {
    presetEpochs = other;
  }

  /**
   * Warm-up and early stopping of runs whose rates were looked for, where the user does not say.
   */
  public void presetForSearch() {
    presetWarmup = SEARCHED_WARMUP;
    presetEarlyStopping = EarlyStopping.stoppingAfter(SEARCHED_PATIENCE);
  }

  /** Epochs and rates; {@code --lr} stands for whichever of the two others is not given. */
  public Strategy.Rates rates() {
    double head = rate(headRate, RATES.head());
    double backbone = rate(backboneRate, RATES.backbone());
    BatchNorm statistics = Choice.of("--batch-norm", batchNorm, BatchNorm.values());
    return new Strategy.Rates(epochs(), head, backbone, statistics.statistics(), stageFactor);
  }

  private double rate(Rate own, double otherwise) {
    Rate given = own == null ? rate : own;
    if (given == null) {
      return otherwise;
    }
    if (!(given.value() > 0)) {
      throw new UsageException("a learning rate must be above 0, got " + given);
    }
    return given.value();
  }

  private int epochs() {
    if (epochs != null && epochs < 1) {
      throw new UsageException("--epochs must be 1 or more, got " + epochs);
    }
    return epochs == null ? presetEpochs : epochs;
  }

  /** Everything but the strategy. */
  public TrainSettings settings(ParseResult line, long seed, MachineArgs machine) {
    return UsageException.check(
        () ->
            new TrainSettings(
                optimizer(line),
                batchSize(),
                schedule(),
                labelSmoothing,
                Augmentation.named(augment),
                seed,
                machine.resources(),
                earlyStopping().withMetric(metric()),
                Choice.of("--class-weights", classWeights, ClassWeights.values())
                    == ClassWeights.BALANCED,
                mixup));
  }

  private Schedule schedule() {
    Schedule.Shape shape = Choice.of("--schedule", schedule, TrainingWords.SHAPES);
    return new Schedule(shape, warmup == null ? presetWarmup : warmup);
  }

  private int batchSize() {
    if (batchSize != null && batchSize < 1) {
      throw new UsageException("--batch-size must be 1 to 4096, got " + batchSize);
    }
    return batchSize == null ? DEFAULTS.batchSize() : batchSize;
  }

  private EarlyStopping earlyStopping() {
    if (earlyStop == null) {
      return presetEarlyStopping;
    }
    if (earlyStop < 1) {
      throw new UsageException("--early-stop must be 1 epoch or more, got " + earlyStop);
    }
    return EarlyStopping.stoppingAfter(earlyStop);
  }

  private Metric metric() {
    return Arrays.stream(Metric.values())
        .filter(known -> known.id().equals(metric))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--metric is one of %s, got \"%s\""
                        .formatted(String.join(", ", new TrainingWords.Metrics()), metric)));
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
