package dev.graft.app.report;

import dev.graft.app.report.json.Records;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.EarlyStopping;
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
        record.criteria(),
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
    return with(record, record.data().test(), runs);
  }

  private static RunRecord named(String label, RunRecord run) {
    return run(label, run, run.epochs(), run.test());
  }

  private static RunRecord with(RunRecord run, List<EpochRecord> epochs, Evaluation test) {
    return run(run.label(), run, epochs, Optional.ofNullable(test));
  }

  private static RunRecord run(
      String label, RunRecord run, List<EpochRecord> epochs, Optional<Evaluation> test) {
    return run(label, run, epochs, epochs.size(), test);
  }

  private static RunRecord run(
      String label, RunRecord run, List<EpochRecord> epochs, int kept, Optional<Evaluation> test) {
    return new RunRecord(
        label,
        run.strategy(),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        run.stages(),
        epochs,
        kept,
        0,
        run.watchedSplit(),
        run.frozenSha256(),
        run.cache(),
        run.foundFeatures(),
        run.secondsPerEpoch(),
        run.totalSeconds(),
        run.foundSeconds(),
        run.peakMemoryBytes(),
        test,
        run.fold());
  }

  private static List<EpochRecord> epochs(RunRecord run, double accuracy) {
    UnaryOperator<EpochRecord> same =
        e ->
            new EpochRecord(
                e.epoch(),
                e.trainLoss(),
                OptionalDouble.of(accuracy),
                e.validationLoss(),
                Optional.empty(),
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

  /** Folds of cross-validated images: the last strategy was tested on the first two of five. */
  public static ComparisonRecord crossed() {
    return crossed(5);
  }

  /** The same when so many of the five folds are done. */
  public static ComparisonRecord crossed(int folds) {
    ComparisonRecord record = Records.comparison(1);
    var runs = new ArrayList<RunRecord>();
    for (int fold = 1; fold <= folds; fold++) {
      for (RunRecord run : record.runs()) {
        if (fold <= 2 || !run.label().equals("fine-tune")) {
          Evaluation test = Guesses.evaluation(40, run.label().length() % 2 * 0.1 + 0.8, fold);
          runs.add(with(run, run.epochs(), test).withFold(fold));
        }
      }
    }
    return with(record, 200, 5, runs);
  }

  /** Classes of 200 and 40 images, with their parts in an AUC. */
  public static ComparisonRecord unequal(Metric metric) {
    ComparisonRecord record = Records.comparison(1);
    List<String> names = List.of("many", "few");
    List<Integer> labels = IntStream.range(0, 240).mapToObj(i -> i < 200 ? 0 : 1).toList();
    var runs = new ArrayList<RunRecord>();
    for (RunRecord run : record.runs()) {
      int found = run.label().equals("fine-tune") ? 36 : 2;
      List<Integer> taken =
          IntStream.range(0, 240)
              .mapToObj(i -> i % 100 < 2 ? 1 - labels.get(i) : i < 240 - found ? 0 : 1)
              .toList();
      List<Double> sure = IntStream.range(0, 240).mapToObj(i -> 0.5 + i / 500.0).toList();
      runs.add(with(run, run.epochs(), Guesses.of(names, labels, taken, sure, ranking())));
    }
    ComparisonRecord.Data data = record.data();
    return new ComparisonRecord(
        record.started(),
        new ComparisonRecord.Data(
            data.name(), data.location(), data.fingerprint(), names, 900, 100, 240, 0),
        record.model(),
        record.settings().withEarlyStopping(EarlyStopping.none().withMetric(metric)),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.criteria(),
        record.tuning(),
        runs,
        true);
  }

  private static List<Double> ranking() {
    return IntStream.range(0, 240).mapToObj(i -> i % 4 == 0 ? 0.6 : 1.0).toList();
  }

  /** Predictions that have nothing to do with the labels. */
  public static ComparisonRecord unlearnt() {
    return tested(240, 1 / 6.0, 1 / 6.0, 1 / 6.0);
  }

  /** So many test images, of which each strategy classifies such a share correctly. */
  public static ComparisonRecord tested(int images, double... accuracies) {
    ComparisonRecord record = Records.comparison(1);
    var runs = new ArrayList<RunRecord>();
    for (int i = 0; i < accuracies.length; i++) {
      RunRecord run = record.runs().get(i);
      runs.add(with(run, run.epochs(), Guesses.evaluation(images, accuracies[i], 7L + i)));
    }
    return with(record, images, runs);
  }

  /** Equal classes, ranked by another metric than accuracy. */
  public static ComparisonRecord forMetric(Metric metric) {
    ComparisonRecord record = Records.comparison(1);
    return new ComparisonRecord(
        record.started(),
        record.data(),
        record.model(),
        record.settings().withEarlyStopping(EarlyStopping.none().withMetric(metric)),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.criteria(),
        record.tuning(),
        record.runs(),
        true);
  }

  /** The second of three epochs was kept. */
  public static ComparisonRecord withAnEarlierEpochKept() {
    ComparisonRecord record = Records.comparison(1);
    return with(
        record,
        record.runs().stream()
            .map(run -> run(run.label(), run, run.epochs(), 2, run.test()))
            .toList());
  }

  private static ComparisonRecord with(ComparisonRecord record, int test, List<RunRecord> runs) {
    return with(record, test, 0, runs);
  }

  private static ComparisonRecord with(
      ComparisonRecord record, int test, int folds, List<RunRecord> runs) {
    ComparisonRecord.Data data = record.data();
    return new ComparisonRecord(
        record.started(),
        new ComparisonRecord.Data(
            data.name(),
            data.location(),
            data.fingerprint(),
            data.classNames(),
            data.train(),
            data.validation(),
            test,
            0,
            folds,
            Optional.empty()),
        record.model(),
        record.settings(),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.criteria(),
        record.tuning(),
        runs,
        record.complete());
  }
}
