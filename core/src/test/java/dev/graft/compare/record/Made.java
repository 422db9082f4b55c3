package dev.graft.compare.record;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Preprocessing;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StageParameters;
import dev.graft.train.record.StepTimes;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Records of comparisons that never ran. */
public final class Made {

  private Made() {}

  /** A finished comparison with the seeds from 0 on. */
  public static ComparisonRecord record(int images, int seeds, List<RunRecord> runs) {
    return new ComparisonRecord(
        Instant.EPOCH,
        new ComparisonRecord.Data("d", "d", "f", List.of("x", "y"), 1000, 0, images, 0),
        new ComparisonRecord.Model(
            "resnet18", new Backbone.Provenance("w", "l", "s"), Preprocessing.imageNet()),
        TrainSettings.defaults().withBatchSize(32),
        LongStream.range(0, seeds).boxed().toList(),
        new Environment("g", "t", "j", "s", "p", 2, 2, 0, Optional.empty()),
        List.of(),
        Criteria.defaults(),
        Optional.empty(),
        runs,
        true);
  }

  /** A run that gets right what {@code right} says. */
  public static RunRecord run(
      String label,
      long seed,
      List<Boolean> right,
      double secondsPerEpoch,
      double totalSeconds,
      boolean found) {
    return run(label, seed, right, secondsPerEpoch, totalSeconds, found, 0);
  }

  /** The same, with what computing the features that it found took another run. */
  public static RunRecord run(
      String label,
      long seed,
      List<Boolean> right,
      double secondsPerEpoch,
      double totalSeconds,
      boolean found,
      double foundSeconds) {
    var labels = new ArrayList<Integer>();
    var predictions = new ArrayList<Integer>();
    for (int i = 0; i < right.size(); i++) {
      labels.add(i % 2);
      predictions.add(right.get(i) ? i % 2 : 1 - i % 2);
    }
    return taken(
        label, seed, labels, predictions, secondsPerEpoch, totalSeconds, found, foundSeconds);
  }

  /** A run that takes images with these labels for that. */
  public static RunRecord taken(
      String label, List<Integer> labels, List<Integer> predictions, double seconds) {
    return taken(label, 0, labels, predictions, seconds, seconds, false, 0);
  }

  private static RunRecord taken(
      String label,
      long seed,
      List<Integer> labels,
      List<Integer> predictions,
      double secondsPerEpoch,
      double totalSeconds,
      boolean found,
      double foundSeconds) {
    var confusion = Confusion.of(ints(labels), ints(predictions), 2);
    var test =
        new Evaluation(
            "test",
            confusion.accuracy(),
            confusion.correct(),
            labels.size(),
            0,
            1,
            0,
            0,
            0,
            Temperature.NONE,
            new Evaluation.Unscaled(0, 0, 0),
            List.of(),
            confusion,
            labels,
            predictions,
            List.of(),
            List.of());
    boolean tuned = label.startsWith("fine-tune");
    return new RunRecord(
        label,
        strategy(label),
        seed,
        100,
        1000,
        List.of(new StageParameters("layer4", 900, tuned ? 900 : 0)),
        List.of(epoch(secondsPerEpoch)),
        1,
        0,
        "none",
        "",
        "",
        found,
        secondsPerEpoch,
        totalSeconds,
        foundSeconds,
        0,
        Optional.of(test),
        0);
  }

  /** The same run with these losses, epoch by epoch. */
  public static RunRecord withLosses(RunRecord run, double... losses) {
    OptionalDouble none = OptionalDouble.empty();
    var epochs = new ArrayList<EpochRecord>();
    for (double loss : losses) {
      epochs.add(
          new EpochRecord(
              epochs.size() + 1, loss, none, none, Optional.empty(), none, none, 1, 0, 100));
    }
    return withEpochs(run, epochs);
  }

  /**
   * The same run with an epoch for each of these step times, which took {@code seconds} and as long
   * to look at the watched images.
   */
  public static RunRecord withSteps(RunRecord run, double seconds, StepTimes... times) {
    OptionalDouble none = OptionalDouble.empty();
    var epochs = new ArrayList<EpochRecord>();
    for (StepTimes steps : times) {
      epochs.add(
          new EpochRecord(
              epochs.size() + 1,
              1,
              none,
              none,
              Optional.empty(),
              none,
              none,
              seconds,
              seconds,
              100,
              Optional.of(steps)));
    }
    return withEpochs(run, epochs);
  }

  /** The same run as one of a head that is fitted to the end. */
  public static RunRecord fitted(RunRecord run) {
    return with(run, Strategy.probe(Architecture.named("resnet18")), run.epochs());
  }

  private static RunRecord withEpochs(RunRecord run, List<EpochRecord> epochs) {
    return with(run, run.strategy(), epochs);
  }

  private static RunRecord with(RunRecord run, Strategy strategy, List<EpochRecord> epochs) {
    return new RunRecord(
        run.label(),
        strategy,
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        run.stages(),
        epochs,
        epochs.size(),
        run.lowered(),
        run.watchedSplit(),
        run.frozenSha256(),
        run.cache(),
        run.foundFeatures(),
        run.secondsPerEpoch(),
        run.totalSeconds(),
        run.foundSeconds(),
        run.peakMemoryBytes(),
        run.test(),
        run.fold());
  }

  /** The first {@code correct} of so many images. */
  public static List<Boolean> first(int correct, int images) {
    return IntStream.range(0, images).mapToObj(i -> i < correct).toList();
  }

  private static EpochRecord epoch(double seconds) {
    OptionalDouble none = OptionalDouble.empty();
    return new EpochRecord(1, 1, none, none, Optional.empty(), none, none, seconds, 0, 100);
  }

  private static Strategy strategy(String label) {
    var rates = new Strategy.Rates(3, 1e-3, 1e-4);
    return label.equals("from-scratch")
        ? Strategy.fromScratch(rates)
        : label.startsWith("fine-tune")
            ? Strategy.fineTune(Architecture.named("resnet18"), rates)
            : Strategy.featureExtract(Architecture.named("resnet18"), rates);
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(i -> i).toArray();
  }
}
