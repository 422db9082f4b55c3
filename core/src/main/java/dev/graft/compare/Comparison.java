package dev.graft.compare;

import dev.graft.backbone.Backbone;
import dev.graft.data.Dataset;
import dev.graft.data.ImageSource;
import dev.graft.data.ValidateOn;
import dev.graft.train.Checkpoints;
import dev.graft.train.Classifier;
import dev.graft.train.Event;
import dev.graft.train.Features;
import dev.graft.train.RunRecord;
import dev.graft.train.Strategy;
import dev.graft.train.TrainSettings;
import dev.graft.train.Trainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs candidates with one or more seeds over one identical split and order. Runs that freeze the
 * same stages share what those computed. The test images are looked at once a run, at its end.
 */
public final class Comparison {

  private final Dataset data;
  private final Backbone backbone;
  private final List<Candidate> candidates;
  private final TrainSettings settings;
  private final ValidateOn validateOn;
  private final List<Long> seeds;
  private final Optional<Tuned> tuned;

  /**
   * How learning rates are looked for.
   *
   * @param budget what may be spent on it
   * @param rates what is taken where nothing was found, and how many epochs where time sets no
   *     limit
   */
  public record Tuned(Budget budget, Strategy.Rates rates) {}

  /**
   * A comparison of at least one candidate; labels must differ.
   *
   * @param seeds how many seeds each candidate runs with: the settings' seed and those after it
   */
  public Comparison(
      Dataset data,
      Backbone backbone,
      List<Candidate> candidates,
      TrainSettings settings,
      ValidateOn validateOn,
      int seeds) {
    this(data, backbone, candidates, settings, validateOn, seeds, Optional.empty());
  }

  /**
   * The same, with learning rates that are looked for first where {@code tuned} is present: all but
   * those that a label names.
   *
   * @throws dev.graft.torch.UnavailablePrecisionException if this processor does not compute in the
   *     precision of the settings
   */
  public Comparison(
      Dataset data,
      Backbone backbone,
      List<Candidate> candidates,
      TrainSettings settings,
      ValidateOn validateOn,
      int seeds,
      Optional<Tuned> tuned) {
    Candidate.check("a comparison", candidates, seeds);
    settings.resources().precision().require();
    this.tuned = tuned;
    this.data = data;
    this.backbone = backbone;
    this.candidates = List.copyOf(candidates);
    this.settings = settings;
    this.validateOn = validateOn;
    this.seeds = LongStream.range(0, seeds).map(i -> settings.seed() + i).boxed().toList();
    checkWhoDecides();
  }

  private void checkWhoDecides() {
    if (validateOn == ValidateOn.VALIDATION && data.validation().isPresent()) {
      return;
    }
    if (tuned.isPresent()) {
      throw new IllegalArgumentException(
          "learning rates are chosen on validation images, never on test images: there are none");
    }
    if (settings.supervision().keepsBest()) {
      throw new IllegalArgumentException(
          "the epoch that --early-stop keeps is chosen on validation images, never on test images,"
              + " and there are none: leave it out, or hold some out with --validate-on validation"
              + " and a --validation-fraction above 0");
    }
  }

  /**
   * Runs everything.
   *
   * @param soFar is given the record after every run, so that finished runs survive what follows
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ComparisonRecord run(Consumer<Event> events, Consumer<ComparisonRecord> soFar) {
    return run(events, soFar, (record, classifier) -> {});
  }

  /**
   * The same, for callers that want the networks too.
   *
   * @param trained is lent each run's classifier once it was evaluated, with the record whose last
   *     run it comes of, before {@code soFar}; it is closed afterwards
   */
  public ComparisonRecord run(
      Consumer<Event> events,
      Consumer<ComparisonRecord> soFar,
      BiConsumer<ComparisonRecord, Classifier> trained) {
    return run(events, soFar, trained, Continuation.none());
  }

  /**
   * The same, going on where an earlier process was stopped: its finished runs are taken as they
   * are; the one under way goes on from its checkpoint. {@code soFar} is told of runs done now.
   *
   * @throws IllegalArgumentException if rates are looked for: another search finds others than
   *     those that the finished runs have
   * @throws java.io.UncheckedIOException if a checkpoint is damaged, belongs to another training or
   *     cannot be written
   */
  public ComparisonRecord run(
      Consumer<Event> events,
      Consumer<ComparisonRecord> soFar,
      BiConsumer<ComparisonRecord, Classifier> trained,
      Continuation continuation) {
    if (tuned.isPresent() && !continuation.isNone()) {
      throw new IllegalArgumentException(
          "a comparison that looks for learning rates cannot be gone on with, it would find others:"
              + " begin it anew, or give each strategy its rate");
    }
    ComparisonRecord record = blank(continuation.started());
    var runs = new ArrayList<RunRecord>();
    var voice = new TrialVoice(events);
    try (var features = new Features(settings.resources(), events);
        var trainer = new Trainer(data.train(), watched(), backbone, settings, features, voice)) {
      Found found = found(trainer, voice);
      record = found.tuning().map(record::with).orElse(record);
      for (long seed : seeds) {
        for (Candidate candidate : found.candidates()) {
          Optional<RunRecord> finished = continuation.finished(candidate.label(), seed);
          if (finished.isPresent()) {
            runs.add(finished.get());
            record = withRuns(record, runs);
            continue;
          }
          Optional<Checkpoints> place = continuation.place().of(candidate.label(), seed);
          Trainer.Result result =
              trainer.train(candidate.label(), candidate.strategy(), seed, place);
          try (var classifier = result.classifier()) {
            runs.add(tested(result.run(), classifier, features, events));
            record = withRuns(record, runs);
            trained.accept(record, classifier);
          }
          soFar.accept(record);
        }
      }
    }
    return record;
  }

  /** What is trained for the table, and how its rates were found, if they were looked for. */
  private record Found(List<Candidate> candidates, Optional<Tuning> tuning) {}

  private Found found(Trainer trainer, TrialVoice voice) {
    if (tuned.isEmpty()) {
      return new Found(candidates, Optional.empty());
    }
    long start = System.nanoTime();
    Search search = search(trainer, voice);
    List<Candidate> chosen = search.choose(candidates);
    return new Found(chosen, Optional.of(search.tuning((System.nanoTime() - start) / 1e9)));
  }

  private Search search(Trainer trainer, TrialVoice voice) {
    var sizes =
        new Search.Sizes(
            data.train().size(),
            data.validation().orElseThrow().size(),
            data.test().map(ImageSource::size).orElse(0),
            seeds.size());
    Strategy.Rates rates = tuned.orElseThrow().rates();
    var trials = new Trials(trainer, voice, backbone.architecture(), settings, rates, sizes);
    return new Search(trials, settings.batchSize(), rates, sizes, tuned.orElseThrow().budget());
  }

  private ComparisonRecord withRuns(ComparisonRecord record, List<RunRecord> runs) {
    return record.with(runs, runs.size() == seeds.size() * candidates.size());
  }

  private RunRecord tested(
      RunRecord run, Classifier classifier, Features features, Consumer<Event> events) {
    if (data.test().isEmpty()) {
      return run;
    }
    ImageSource images = data.test().get();
    return run.withTest(
        classifier.evaluate("test", images, settings.resources(), features, events));
  }

  private Optional<Trainer.Watched> watched() {
    if (validateOn == ValidateOn.TEST) {
      return data.test().map(images -> new Trainer.Watched("test", images, false));
    }
    return data.validation().map(images -> new Trainer.Watched("validation", images));
  }

  private ComparisonRecord blank(Instant started) {
    return new ComparisonRecord(
        started,
        ComparisonRecord.Data.of(data),
        ComparisonRecord.Model.of(backbone),
        settings,
        seeds,
        Environment.current(),
        notes(),
        Optional.empty(),
        List.of(),
        false);
  }

  private List<String> notes() {
    var notes = new ArrayList<>(data.notes());
    if (validateOn == ValidateOn.TEST) {
      notes.add(
          "validated on the test images: whoever picks an epoch or a rate by these figures has"
              + " seen the answers, so they flatter the pick");
    }
    return notes;
  }
}
