package dev.graft.app.report;

import dev.graft.compare.ComparisonRecord;
import dev.graft.train.EpochRecord;
import dev.graft.train.Evaluation;
import dev.graft.train.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Records at the edges of what a report may meet. */
public final class OddRecords {

  private OddRecords() {}

  /** Everything is told right from the first epoch on. */
  public static ComparisonRecord perfect() {
    ComparisonRecord record = Records.comparison(1);
    return with(
        record,
        record.runs().stream()
            .map(run -> with(run, epochs(run, 1.0), right(run.test().orElseThrow())))
            .toList());
  }

  /** The third class has no test image. */
  public static ComparisonRecord withoutTestImagesOfAClass() {
    ComparisonRecord record = Records.comparison(1);
    List<Integer> labels =
        IntStream.range(0, 200).mapToObj(i -> i % 5 < 2 ? i % 5 : i % 5 + 1).toList();
    return with(
        record,
        record.runs().stream()
            .map(
                run ->
                    with(run, run.epochs(), guess(Records.CLASSES, labels, run.label().length())))
            .toList());
  }

  /** Two seeds, of which the first ended an epoch early. */
  public static ComparisonRecord withSeedsThatEndedEarly() {
    ComparisonRecord record = Records.comparison(2);
    return with(
        record,
        record.runs().stream()
            .map(
                run ->
                    run.seed() > 0
                        ? run
                        : with(
                            run,
                            run.epochs().subList(0, run.epochs().size() - 1),
                            run.test().orElseThrow()))
            .toList());
  }

  /** A thousand classes, two test images each. */
  public static ComparisonRecord withAThousandClasses() {
    ComparisonRecord record = Records.comparison(1);
    List<String> names = IntStream.range(0, 1000).mapToObj(k -> "class " + k).toList();
    List<Integer> labels = IntStream.range(0, 2000).mapToObj(i -> i % 1000).toList();
    ComparisonRecord.Data data = record.data();
    return new ComparisonRecord(
        record.started(),
        new ComparisonRecord.Data(
            data.name(), data.location(), data.fingerprint(), names, 9000, 1000, 2000, 0),
        record.model(),
        record.settings(),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.tuning(),
        record.runs().stream()
            .map(run -> with(run, run.epochs(), guess(names, labels, run.label().length())))
            .toList(),
        true);
  }

  /** So many strategies, and 900 images in the order of their classes. */
  public static ComparisonRecord withStrategies(int count) {
    ComparisonRecord record = Records.comparison(1);
    List<Integer> labels = IntStream.range(0, 900).mapToObj(i -> i / 150).toList();
    var runs = new ArrayList<RunRecord>();
    for (int i = 0; i < count; i++) {
      RunRecord run = record.runs().get(2);
      runs.add(named("strategy-" + i, with(run, run.epochs(), guess(Records.CLASSES, labels, i))));
    }
    return with(record, runs);
  }

  /** A finished comparison without test images; the last strategy is ahead. */
  public static ComparisonRecord untestedStrategies() {
    ComparisonRecord record = Records.comparison(1);
    return with(record, record.runs().stream().map(run -> with(run, run.epochs(), null)).toList());
  }

  private static ComparisonRecord with(ComparisonRecord record, List<RunRecord> runs) {
    return new ComparisonRecord(
        record.started(),
        record.data(),
        record.model(),
        record.settings(),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.tuning(),
        runs,
        record.complete());
  }

  private static RunRecord named(String label, RunRecord run) {
    return run(label, run, run.epochs(), run.test());
  }

  private static RunRecord with(RunRecord run, List<EpochRecord> epochs, Evaluation test) {
    return run(run.label(), run, epochs, Optional.ofNullable(test));
  }

  private static RunRecord run(
      String label, RunRecord run, List<EpochRecord> epochs, Optional<Evaluation> test) {
    return new RunRecord(
        label,
        run.strategy(),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        run.stages(),
        epochs,
        epochs.size(),
        0,
        run.watchedSplit(),
        run.frozenSha256(),
        run.cache(),
        run.foundFeatures(),
        run.secondsPerEpoch(),
        run.totalSeconds(),
        run.foundSeconds(),
        run.peakMemoryBytes(),
        test);
  }

  private static List<EpochRecord> epochs(RunRecord run, double accuracy) {
    UnaryOperator<EpochRecord> same =
        e ->
            new EpochRecord(
                e.epoch(),
                e.trainLoss(),
                OptionalDouble.of(accuracy),
                e.validationLoss(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                e.seconds(),
                0,
                e.imagesPerSecond());
    return run.epochs().stream().map(same).toList();
  }

  private static Evaluation right(Evaluation test) {
    return Guesses.of(Records.CLASSES, test.labels(), test.labels(), test.confidences());
  }

  private static Evaluation guess(List<String> classes, List<Integer> labels, long seed) {
    var random = new SplittableRandom(seed);
    var confidences = new ArrayList<Double>();
    var predictions = new ArrayList<Integer>();
    for (int label : labels) {
      boolean right = random.nextDouble() < 0.6;
      predictions.add(right ? label : labels.get(random.nextInt(labels.size())));
      confidences.add(0.3 + 0.7 * random.nextDouble());
    }
    return Guesses.of(classes, labels, predictions, confidences);
  }
}
