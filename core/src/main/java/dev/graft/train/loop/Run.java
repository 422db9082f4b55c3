package dev.graft.train.loop;

import static dev.graft.train.record.StageParameters.total;
import static dev.graft.train.record.StageParameters.trainable;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.Stage;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.compute.LogisticRegression;
import dev.graft.torch.compute.SharedGradients;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StageParameters;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One run under way: its weights, and what is known of it so far. */
public final class Run {

  private final String label;
  private final Strategy strategy;
  private final long seed;
  private final Architecture architecture;
  private final int classes;
  private final int sharedCut;
  private final Weights weights;
  private final List<EpochRecord> epochs = new ArrayList<>();
  private String cache = "";
  private boolean foundFeatures;
  private final BestEpoch best = new BestEpoch();
  private int lowered;

  /** Stages before {@code sharedCut} are shared with the backbone, the others copied. */
  public Run(
      String label, Strategy strategy, long seed, Backbone backbone, int classes, int sharedCut) {
    this.label = label;
    this.strategy = strategy;
    this.seed = seed;
    this.architecture = backbone.architecture();
    this.classes = classes;
    this.sharedCut = sharedCut;
    this.weights = new Weights();
    try {
      fill(backbone);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  private void fill(Backbone loaded) {
    if (strategy.start() == Strategy.Start.PRETRAINED) {
      fill(loaded.weights());
    } else {
      try (Weights random = Weights.untrained(architecture.entries(), seed)) {
        fill(random);
      }
    }
  }

  private void fill(Weights start) {
    weights.share(start, names(architecture.prefix(sharedCut).entries()));
    List<Entry> head = architecture.head(classes).entries();
    var own = new ArrayList<>(names(architecture.suffix(sharedCut, classes).entries()));
    own.removeAll(names(head));
    try (Weights copies = start.copy(own)) {
      weights.share(copies, own);
    }
    try (Weights first = Weights.untrained(head, seed)) {
      weights.share(first, names(head));
    }
  }

  public Weights weights() {
    return weights;
  }

  public String label() {
    return label;
  }

  public Strategy strategy() {
    return strategy;
  }

  public long seed() {
    return seed;
  }

  public List<EpochRecord> epochs() {
    return epochs;
  }

  public void add(EpochRecord epoch) {
    epochs.add(epoch);
  }

  /** The best epoch so far, where the run keeps that one. */
  public BestEpoch best() {
    return best;
  }

  /** How often rates were lowered. */
  public int lowered() {
    return lowered;
  }

  public void lowered(int times) {
    lowered = times;
  }

  /** Everything that may differ from what was loaded, by its names. */
  public Map<String, StoredTensor> moving() {
    return weights.stored(movingNames()).stream()
        .collect(Collectors.toMap(StoredTensor::name, Function.identity()));
  }

  /** Names of what {@link #moving} holds. */
  public List<String> movingNames() {
    var moving = new ArrayList<>(weights.names());
    moving.removeAll(frozen());
    return moving;
  }

  public void note(String whatTheCacheDid, boolean someWereThere) {
    cache = whatTheCacheDid;
    foundFeatures |= someWereThere;
  }

  /** Replaces the head's weights. */
  public void putHead(LogisticRegression.Solution head) {
    var stored = new HashMap<String, StoredTensor>();
    List<Entry> entries = architecture.head(classes).entries();
    for (Entry entry : entries) {
      double[] values = entry.shape().size() == 2 ? head.weight() : head.bias();
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      float[] narrow = new float[values.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) values[i];
      }
      stored.put(entry.name(), StoredTensor.ofFloats(entry.name(), shape, narrow));
    }
    weights.restore(names(entries), stored);
  }

  public Event started() {
    List<StageParameters> stages = stages();
    return new Event.RunStarted(
        label, seed, stages, trainable(stages), total(stages), strategy.epochs());
  }

  /** How many stages the backbone has. */
  public int backboneStages() {
    return architecture.stages().size();
  }

  /** Per stage and for the head, what the deepest phase of the strategy trains. */
  List<StageParameters> stages() {
    int cut = strategy.phases().get(strategy.phases().size() - 1).cut();
    var rows = new ArrayList<StageParameters>();
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      long parameters = stage.layer().parameters();
      rows.add(new StageParameters(stage.name(), parameters, i < cut ? 0 : parameters));
    }
    long head = architecture.head(classes).parameters();
    rows.add(new StageParameters("head", head, head));
    return rows;
  }

  public TrainedSuffix suffix(Phase phase, TrainSettings settings, List<Double> classWeights) {
    double factor = Math.pow(EarlyStopping.LOWERED, lowered);
    Sequential layers = architecture.suffix(phase.cut(), classes);
    Pass pass =
        phase.statistics() == Phase.Statistics.FIXED
            ? Pass.TRAINING_WITH_FIXED_STATISTICS
            : Pass.TRAINING;
    var rates =
        new TrainedSuffix.Rates(
            architecture.headName(),
            phase.headRate() * factor,
            phase.backboneRate() * factor,
            phase.stageFactor());
    return new TrainedSuffix(
        layers,
        recomputed(phase.cut(), settings.resources().precision()),
        shared(phase, settings.resources().precision()),
        settings.resources().compute(),
        weights,
        pass,
        settings.optimizer(),
        rates,
        new CrossEntropy(settings.labelSmoothing(), classWeights));
  }

  /** In bfloat16 a step needs half the memory: there is no need to buy memory with time. */
  private int recomputed(int cut, Precision precision) {
    return precision == Precision.FLOAT32 ? architecture.earlyStages(cut, Pass.TRAINING) : 0;
  }

  /**
   * In float32 sums over a batch keep PyTorch's order, whose losses the tests follow; and a head
   * alone is too little to share out.
   */
  private boolean shared(Phase phase, Precision precision) {
    return precision == Precision.BFLOAT16
        && phase.statistics() == Phase.Statistics.FIXED
        && phase.cut() < architecture.stages().size()
        && SharedGradients.suits(architecture.suffix(phase.cut(), classes));
  }

  /** The stages after {@code cut} and the head, as they are now; to be closed. */
  public FrozenNetwork network(int cut, Compute compute) {
    return new FrozenNetwork(architecture.suffix(cut, classes), weights, compute);
  }

  /** Refuses to train when the parameters that ask for gradients are not the phase's. */
  public void checkTrainable(Phase phase) {
    long expected = architecture.suffix(phase.cut(), classes).parameters();
    if (weights.learningElements() != expected) {
      throw new IllegalStateException(
          "%d parameters would learn, the strategy says %d"
              .formatted(weights.learningElements(), expected));
    }
  }

  /**
   * Names of what training must leave alone: the frozen stages' entries, or only their parameters
   * where the strategy lets statistics move everywhere.
   */
  public List<String> frozen() {
    int cut = strategy.phases().get(strategy.phases().size() - 1).cut();
    boolean statisticsMove = sharedCut < cut;
    return architecture.prefix(cut).entries().stream()
        .filter(entry -> entry.isParameter() || !statisticsMove)
        .map(Entry::name)
        .toList();
  }

  /** Refuses to go on when something frozen is not what was loaded, to the bit. */
  public void checkFrozen(String loaded) {
    if (!weights.sha256(frozen()).equals(loaded)) {
      throw new IllegalStateException("the frozen part of the backbone changed in training");
    }
  }

  public RunRecord record(
      String watchedSplit, String digest, double seconds, double foundSeconds, long peakMemory) {
    List<StageParameters> stages = stages();
    double perEpoch = epochs.stream().mapToDouble(EpochRecord::seconds).average().orElseThrow();
    return new RunRecord(
        label,
        strategy,
        seed,
        trainable(stages),
        total(stages),
        stages,
        epochs,
        best.number(epochs),
        lowered,
        watchedSplit,
        digest,
        cache,
        foundFeatures,
        perEpoch,
        seconds,
        foundSeconds,
        peakMemory,
        Optional.empty(),
        0);
  }

  private static List<String> names(List<Entry> entries) {
    return entries.stream().map(Entry::name).toList();
  }
}
