package dev.graft.train.strategy;

import dev.graft.backbone.Architecture;
import dev.graft.torch.layers.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of a backbone learns, and when: a name and a list of phases. Data, not behaviour.
 *
 * <p>Phases may only unfreeze: a stage that was trained is not frozen again.
 */
public record Strategy(String name, List<Phase> phases, Start start) {

  /** What {@link #named} understands, for messages and help. */
  public static final List<String> NAMES =
      List.of(
          "feature-extract",
          "probe",
          "fine-tune",
          "lp-ft",
          "gradual",
          "partial:STAGE",
          "naive-feature-extract",
          "from-scratch");

  /** In how many steps a gradual strategy unfreezes everything. */
  private static final int UNFREEZINGS = 3;

  /** What the backbone's weights are before the first step. */
  public enum Start {
    /** Those that were loaded. */
    PRETRAINED,
    /** Random ones, drawn by the run's seed: the loaded ones are not looked at. */
    RANDOM
  }

  /** A strategy that begins with the loaded weights. */
  public Strategy(String name, List<Phase> phases) {
    this(name, phases, Start.PRETRAINED);
  }

  public Strategy {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("strategy " + name + " has no phase");
    }
    if (phases.stream().map(Strategy::movesEverywhere).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "strategy " + name + ": statistics move everywhere in all of its phases or in none");
    }
    if (start == Start.RANDOM && phases.stream().anyMatch(phase -> phase.cut() > 0)) {
      throw new IllegalArgumentException(
          "strategy " + name + ": stages with random weights cannot be frozen");
    }
    for (int i = 1; i < phases.size(); i++) {
      if (phases.get(i).cut() > phases.get(i - 1).cut()) {
        throw new IllegalArgumentException(
            "strategy " + name + ": phase " + (i + 1) + " freezes what phase " + i + " trained");
      }
    }
  }

  /**
   * What a named strategy is filled with.
   *
   * @param epochs passes over the training images, or {@link Enough#BY_SIZE}
   * @param head learning rate of a new head, or {@link Enough#BY_SIZE}
   * @param backbone learning rate of the unfrozen stages, or {@link Enough#BY_SIZE}
   * @param statistics what BatchNorm's running statistics do in the unfrozen stages
   * @param stageFactor of each unfrozen stage on the rate of the one behind it; 1: all alike
   */
  public record Rates(
      int epochs, double head, double backbone, Phase.Statistics statistics, double stageFactor) {

    /** What suits the number of images; BatchNorm keeps the weights' own statistics. */
    public static Rates defaults() {
      return new Rates(Enough.BY_SIZE, Enough.BY_SIZE, Enough.BY_SIZE, Phase.Statistics.FIXED, 1);
    }

    /** The defaults with other epochs and learning rates. */
    public Rates(int epochs, double head, double backbone) {
      this(epochs, head, backbone, defaults().statistics());
    }

    /** The same with one rate for all of the backbone. */
    public Rates(int epochs, double head, double backbone, Phase.Statistics statistics) {
      this(epochs, head, backbone, statistics, 1);
    }

    /** The same with one learning rate for all. */
    public Rates withRate(double rate) {
      if (!(rate > 0)) {
        throw new IllegalArgumentException("a learning rate must be above 0, got " + rate);
      }
      return new Rates(epochs, rate, rate, statistics, stageFactor);
    }

    /** A head that is fitted already moves no faster than what it was fitted to. */
    private Rates afterFit() {
      return new Rates(epochs, backbone, backbone, statistics, stageFactor);
    }

    /** The same with other statistics. */
    public Rates withStatistics(Phase.Statistics other) {
      return new Rates(epochs, head, backbone, other, stageFactor);
    }
  }

  /** Only the head learns; the backbone is a fixed function of the image. */
  public static Strategy featureExtract(Architecture architecture, Rates rates) {
    return single("feature-extract", all(architecture), rates);
  }

  /**
   * Only the head learns, as logistic regression on the features: no learning rate, no epochs; the
   * penalty is chosen on validation images.
   */
  public static Strategy probe(Architecture architecture) {
    return new Strategy("probe", List.of(Phase.fittedHead(all(architecture))));
  }

  /**
   * The head as {@link #probe} fits it, and then everything, the head at the backbone's rate:
   * gradients of a random head do not distort the features (Kumar et al., 2022).
   */
  public static Strategy probeThenFineTune(Architecture architecture, Rates rates) {
    Phase everything = phase(0, rates.epochs(), rates.afterFit());
    return new Strategy("lp-ft", List.of(Phase.fittedHead(all(architecture)), everything));
  }

  /**
   * The head as {@link #probe} fits it, then the last stages for an epoch, then more of them, and
   * in the end everything (Howard and Ruder, 2018); the head at the backbone's rate throughout.
   */
  public static Strategy gradual(Architecture architecture, Rates rates) {
    var phases = new ArrayList<Phase>();
    phases.add(Phase.fittedHead(all(architecture)));
    List<Integer> cuts =
        IntStream.range(0, all(architecture))
            .filter(
                i ->
                    architecture.stages().get(i).layer().entries().stream()
                        .anyMatch(Entry::isParameter))
            .boxed()
            .toList();
    for (int step = 1; step < UNFREEZINGS && !cuts.isEmpty(); step++) {
      int cut = cuts.get(cuts.size() - Math.max(1, cuts.size() * step / UNFREEZINGS));
      if (cut > 0 && cut < phases.get(phases.size() - 1).cut()) {
        phases.add(phase(cut, 1, rates.afterFit()));
      }
    }
    phases.add(phase(0, rates.epochs(), rates.afterFit()));
    return new Strategy("gradual", phases);
  }

  /** Everything learns. */
  public static Strategy fineTune(Architecture architecture, Rates rates) {
    return single("fine-tune", 0, rates);
  }

  /** The named stage, those after it and the head learn. */
  public static Strategy partial(Architecture architecture, String stage, Rates rates) {
    int cut = architecture.cutBefore(stage);
    return single("partial:" + stage, cut, rates);
  }

  /**
   * Only the head learns, but the backbone is left in training mode, as many published lessons do:
   * its BatchNorm normalises by the batch and its statistics drift away from the weights.
   */
  public static Strategy naiveFeatureExtract(Architecture architecture, Rates rates) {
    Rates moving = rates.withStatistics(Phase.Statistics.MOVE_EVERYWHERE);
    return single("naive-feature-extract", all(architecture), moving);
  }

  /**
   * Everything learns, from random weights: what the same network reaches without transfer. All of
   * it learns at the head's rate, and BatchNorm's statistics move, since there are none to keep.
   */
  public static Strategy fromScratch(Rates rates) {
    var phase =
        new Phase(
            0, rates.epochs(), rates.head(), rates.head(), Phase.Statistics.MOVE_WHERE_UNFROZEN);
    return new Strategy("from-scratch", List.of(phase), Start.RANDOM);
  }

  /**
   * The strategy of that name, one of {@link #NAMES}.
   *
   * @throws IllegalArgumentException if there is none, naming those there are, or it trains a
   *     backbone that cannot learn
   */
  public static Strategy named(String name, Architecture architecture, Rates rates) {
    if (name.startsWith("partial:") && !architecture.learns()) {
      throw noGradients(name, architecture); // whichever stage it names
    }
    Strategy named = ofName(name, architecture, rates);
    named.requireGradients(architecture);
    return named;
  }

  private static IllegalArgumentException noGradients(String name, Architecture architecture) {
    return new IllegalArgumentException(
        "%s trains more than a head, and %s is frozen: ONNX Runtime gives no gradients. Take feature-extract or probe"
            .formatted(name, architecture));
  }

  /**
   * Refuses a backbone that gives no gradients where more than a head is to learn.
   *
   * @throws IllegalArgumentException naming the strategies that learn on features
   */
  public void requireGradients(Architecture architecture) {
    boolean frozen =
        start == Start.PRETRAINED
            && phases.stream().allMatch(p -> p.cut() == all(architecture) && !movesEverywhere(p));
    if (!architecture.learns() && !frozen) {
      throw noGradients(name, architecture);
    }
  }

  private static Strategy ofName(String name, Architecture architecture, Rates rates) {
    if (name.startsWith("partial:")) {
      return partial(architecture, name.substring("partial:".length()), rates);
    }
    return switch (name) {
      case "feature-extract" -> featureExtract(architecture, rates);
      case "probe" -> probe(architecture);
      case "lp-ft" -> probeThenFineTune(architecture, rates);
      case "gradual" -> gradual(architecture, rates);
      case "fine-tune" -> fineTune(architecture, rates);
      case "naive-feature-extract" -> naiveFeatureExtract(architecture, rates);
      case "from-scratch" -> fromScratch(rates);
      default ->
          throw new IllegalArgumentException(
              "unknown strategy \"%s\"; known are %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  /** The last phase, in which most learns. */
  public Phase last() {
    return phases.get(phases.size() - 1);
  }

  /** Number of epochs over all phases. */
  public int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }

  private static boolean movesEverywhere(Phase phase) {
    return phase.statistics() == Phase.Statistics.MOVE_EVERYWHERE;
  }

  private static int all(Architecture architecture) {
    return architecture.stages().size();
  }

  private static Strategy single(String name, int cut, Rates rates) {
    return new Strategy(name, List.of(phase(cut, rates.epochs(), rates)));
  }

  private static Phase phase(int cut, int epochs, Rates rates) {
    return new Phase(cut, epochs, rates.head(), rates.backbone(), rates.statistics())
        .withStageFactor(rates.stageFactor());
  }
}
