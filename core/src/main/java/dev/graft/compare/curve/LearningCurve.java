package dev.graft.compare.curve;

import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Environment;
import dev.graft.compare.summary.Judged;
import dev.graft.data.Dataset;
import dev.graft.data.batch.EpochPlan;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.Checkpoints;
import dev.graft.train.Classifier;
import dev.graft.train.Examination;
import dev.graft.train.Trainer;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.features.Features;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Trains candidates on growing subsets of the training images: nested, stratified, another choice
 * for each seed; validation and test images are the same throughout. Every size is given as many
 * steps as the candidate's epochs over the largest come to, to the nearest whole epoch: with equal
 * epochs small subsets would end before what learns by steps has learnt, and the curve would show
 * that rather than the data.
 */
public final class LearningCurve {

  private final Dataset data;
  private final ImageSource test;
  private final Backbone backbone;
  private final List<Candidate> candidates;
  private final TrainSettings settings;
  private final List<Integer> sizes;
  private final List<Long> seeds;

  /**
   * A curve of at least one candidate; labels must differ.
   *
   * @param sizes training images, ascending; see {@link CurveSizes}
   * @param seeds how many subsets and trainings there are of each size: the settings' seed and
   *     those after it
   * @throws IllegalArgumentException if there are no test images, sizes that cannot be, or early
   *     stopping is asked for; an {@link dev.graft.torch.UnavailablePrecisionException} if this
   *     processor does not compute in the precision of the settings
   */
  public LearningCurve(
      Dataset data,
      Backbone backbone,
      List<Candidate> candidates,
      TrainSettings settings,
      List<Integer> sizes,
      int seeds) {
    Candidate.check("a learning curve", candidates, seeds);
    ProcessorSupport.require(settings.resources().precision());
    if (settings.earlyStopping().keepsBest()) {
      throw new IllegalArgumentException(
          "a learning curve trains every size for as many steps: leave out --early-stop");
    }
    this.data = data;
    this.test =
        data.test()
            .orElseThrow(() -> new IllegalArgumentException("a learning curve needs test images"));
    new Judged(settings.metric(), List.of(test)).check();
    this.backbone = backbone;
    this.sizes = CurveSizes.checked(sizes, data.train().size(), data.classNames().size());
    var enough = new Enough(backbone.architecture(), largest(), settings);
    this.candidates = Candidate.with(enough, candidates);
    this.settings = enough.settings();
    this.seeds = LongStream.range(0, seeds).map(i -> settings.seed() + i).boxed().toList();
  }

  /** How many trainings it takes. */
  public int trainings() {
    return sizes.size() * seeds.size() * candidates.size();
  }

  /**
   * Runs everything. What frozen stages computed is shared by all trainings.
   *
   * @param soFar is given the record after every point, so that finished points survive what
   *     follows
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public CurveRecord run(Consumer<Event> events, Consumer<CurveRecord> soFar) {
    return run(events, soFar, CurveContinuation.none());
  }

  /**
   * The same, going on where an earlier process was stopped: its finished trainings are taken as
   * they are, the one under way goes on from its checkpoint. {@code soFar} is told of those done
   * now.
   *
   * @throws java.io.UncheckedIOException if a checkpoint is damaged, belongs to another training or
   *     cannot be written
   */
  public CurveRecord run(
      Consumer<Event> events, Consumer<CurveRecord> soFar, CurveContinuation continuation) {
    var points = new ArrayList<CurvePoint>();
    CurveRecord record = blank(continuation.started());
    try (var features = new Features(settings.resources(), events)) {
      for (long seed : seeds) {
        for (int size : sizes) {
          ImageSource images = data.trainSubset(size, seed);
          for (Candidate candidate : candidates) {
            String label = candidate.label();
            Optional<CurvePoint> finished = continuation.finished(label, size, seed);
            Optional<Checkpoints> place = continuation.place().of(label + "-" + size, seed, 0);
            points.add(
                finished.orElseGet(() -> point(candidate, images, seed, place, features, events)));
            record = record.with(points);
            if (finished.isEmpty()) {
              soFar.accept(record);
            }
          }
        }
      }
    }
    return record;
  }

  private int largest() {
    return sizes.get(sizes.size() - 1);
  }

  private CurveRecord blank(Instant started) {
    return new CurveRecord(
        started,
        ComparisonRecord.Data.of(data),
        ComparisonRecord.Model.of(backbone),
        settings,
        candidates.stream().map(Candidate::label).toList(),
        sizes,
        seeds,
        Environment.current(settings.resources().compute().threads()),
        data.notes(),
        List.of(),
        false);
  }

  private CurvePoint point(
      Candidate candidate,
      ImageSource images,
      long seed,
      Optional<Checkpoints> place,
      Features features,
      Consumer<Event> events) {
    int size = images.size();
    Strategy strategy = stretched(candidate.strategy(), size, largest(), settings.batchSize());
    try (var trainer =
        new Trainer(images, watched(strategy), backbone, settings, features, events)) {
      Trainer.Result result = trainer.train(candidate.label(), strategy, seed, place);
      try (Classifier classifier = result.classifier()) {
        Evaluation tested =
            Examination.examine(classifier, "test", test, settings.resources(), features, events)
                .evaluation();
        int epochs = steps(strategy).mapToInt(Phase::epochs).sum();
        return new CurvePoint(
            size,
            candidate.label(),
            seed,
            epochs,
            epochs * EpochPlan.steps(size, settings.batchSize()),
            tested.total(),
            wrong(tested),
            parts(tested),
            result.run().totalSeconds(),
            result.run().foundFeatures());
      }
    }
  }

  /** Only a fitted head makes use of validation images; looking after each epoch costs time. */
  private Optional<Trainer.Watched> watched(Strategy strategy) {
    boolean fits = strategy.phases().stream().anyMatch(p -> p.solver() == Phase.Solver.LBFGS);
    return fits
        ? data.validation().map(images -> new Trainer.Watched("validation", images))
        : Optional.empty();
  }

  private static Stream<Phase> steps(Strategy strategy) {
    return strategy.phases().stream().filter(phase -> phase.solver() == Phase.Solver.STEPS);
  }

  /** The strategy with the epochs over {@code size} images that come nearest to its steps. */
  static Strategy stretched(Strategy strategy, int size, int all, int batchSize) {
    double times = (double) EpochPlan.steps(all, batchSize) / EpochPlan.steps(size, batchSize);
    List<Phase> phases =
        strategy.phases().stream()
            .map(
                phase ->
                    phase.solver() == Phase.Solver.STEPS
                        ? phase.withEpochs((int) Math.max(1, Math.round(phase.epochs() * times)))
                        : phase)
            .toList();
    return new Strategy(strategy.name(), phases, strategy.start());
  }

  /** Those of the metric, where it is not told by what is wrong. */
  private List<Double> parts(Evaluation tested) {
    return settings.metric() == Metric.ACCURACY
        ? List.of()
        : Arrays.stream(settings.metric().parts(tested)).boxed().toList();
  }

  private static List<Integer> wrong(Evaluation tested) {
    return IntStream.range(0, tested.total())
        .filter(i -> !tested.labels().get(i).equals(tested.predictions().get(i)))
        .boxed()
        .toList();
  }
}
